package import Engine

extension Forecast {
  /// Less than this in the store is not worth a word.
  private static let littleRoom = 100 << 20

  /// What a run will take, for people: how long, how that is known, the most memory that one node needs, and room in the store.
  package func words(_ name: (_ node: Int) -> String) -> String {
    var sources: [String] = []
    if timed > 0 { sources.append("\(Self.grouped(timed)) as timed before") }
    if fromOperations > 0 {
      sources.append("\(Self.grouped(fromOperations)) from their operations")
    }
    if unknown > 0 { sources.append("\(Self.grouped(unknown)) unknown") }
    let onCores = cores == 1 ? "one core" : "\(cores) cores"
    let memory = largest.flatMap { id in
      nodes[id]?.memory.map {
        ", at most \(ByteCount.text($0)) of memory for \(name(id))"
      }
    }
    return "about \(TimeText.rough(seconds)) on \(onCores) (\(sources.joined(separator: ", ")))"
      + (memory ?? "")
      + (bytes >= Self.littleRoom ? ", \(ByteCount.text(bytes)) in the store" : "")
  }

  /// The same as numbers.
  package func json(_ name: (_ node: Int) -> String) -> JSON {
    .object([
      ("event", "forecast"), ("seconds", .number(seconds)), ("cores", .integer(cores)),
      ("timed", .integer(timed)),
      ("from-operations", .integer(fromOperations)), ("unknown", .integer(unknown)),
      ("largest-memory", memory.map { .integer($0) } ?? .null),
      ("largest-memory-node", JSON(largest.map(name))), ("store-bytes", .integer(bytes)),
    ])
  }

  /// A count with commas between thousands.
  package static func grouped(_ count: Int) -> String {
    let digits = Array(String(count))
    return String(
      digits.enumerated().flatMap { index, digit -> [Character] in
        index > 0 && (digits.count - index) % 3 == 0 ? [",", digit] : [digit]
      })
  }
}

extension Plan {
  /// What the node with this id is called.
  func name(of node: Int) -> String { nodes[node].name.description }

  /// `1,339 to run, 11 known`.
  package var counts: String {
    let needed = nodes.filter(\.isNeeded)
    let hits = needed.count { $0.decision.isHit }
    return "\(Forecast.grouped(needed.count - hits)) to run, \(Forecast.grouped(hits)) known"
  }
}
