import Foundation
import Pipeline

/// Gathers rows slowly and keeps each, so that a killed run goes on where it stopped.
struct Gathered: Stage {
  static let summary = "Rows that are kept while they are gathered."
  static let version = 1
  static let settings = [
    Setting<Self>("rows", \.rows, "how many rows", in: 0...1000),
    Setting<Self>("seed", \.seed, "what the rows depend on"),
    Setting<Self>("seconds", \.seconds, "how long a row takes", in: 0...60, unit: "s"),
    Setting<Self>("tally", \.tally, "where each row that is gathered adds a line"),
  ]
  static func example() throws(StageError) -> StageExample { StageExample() }
  var rows = 10
  var seed = 1
  var seconds = 0.0
  var tally = ""

  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> GatheredRows {
    let kept = try context.checkpoint("rows")
    for row in kept.count..<rows {
      for _ in 0..<Int(seconds * 100) {
        try context.checkCancellation()
        usleep(10_000)
      }
      try kept.append([Array("\(row),\(row * seed)\n".utf8)])
      let file = open(tally, O_WRONLY | O_APPEND | O_CREAT, 0o600)
      if file >= 0 {
        _ = write(file, "x\n", 2)
        close(file)
      }
    }
    return GatheredRows(bytes: try kept.joined())
  }
}

/// Rows as they were kept, in a table that runs write out.
struct GatheredRows: Artifact {
  static let kind = "Table"
  var bytes: any Bytes
  var shape: Shape { [:] }

  init(bytes: any Bytes) { self.bytes = bytes }

  init(parts: Parts) throws(StageError) { bytes = try parts.bytes("table.csv") }

  func parts() throws(StageError) -> [Part] {
    [Part("table.csv", [Array("row,value\n".utf8), bytes])]
  }
}
