/// What all variants of one node took together.
struct NodeTiming {
  let node: String
  let stage: String
  private(set) var counts: [GraphView.Status: Int] = [:]
  private(set) var seconds: Double?
  private(set) var peakBytes: Int?
  private(set) var promisedBytes: Int?

  /// Nodes by the time they took, longest first; a name's brackets tell variants apart.
  static func sums(of timings: [Surroundings.Timing]) -> [NodeTiming] {
    var sums: [NodeTiming] = []
    var places: [String: Int] = [:]
    for timing in timings {
      let node = String(timing.node.prefix { $0 != "[" })
      if places[node] == nil {
        places[node] = sums.count
        sums.append(NodeTiming(node: node, stage: timing.stage))
      }
      if let place = places[node] { sums[place].add(timing) }
    }
    return sums.enumerated().sorted {
      let (left, right) = ($0.element.seconds ?? -1, $1.element.seconds ?? -1)
      return left != right ? left > right : $0.offset < $1.offset
    }.map(\.element)
  }

  private init(node: String, stage: String) {
    self.node = node
    self.stage = stage
  }

  private mutating func add(_ timing: Surroundings.Timing) {
    counts[timing.status, default: 0] += 1
    if let more = timing.seconds { seconds = (seconds ?? 0) + more }
    if let bytes = timing.peakBytes { peakBytes = max(peakBytes ?? 0, bytes) }
    if let bytes = timing.promisedBytes { promisedBytes = max(promisedBytes ?? 0, bytes) }
  }

  /// `computed`, or `20 computed, 4 reused` where there are variants.
  var outcome: String {
    let total = counts.values.reduce(0, +)
    return GraphView.Status.allCases.compactMap { status in
      counts[status].map { total > 1 ? "\($0) \(status.rawValue)" : status.rawValue }
    }.joined(separator: ", ")
  }
}
