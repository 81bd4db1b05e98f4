/// A generator of numbers that are the same in every run (splitmix64).
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A graph of shifts and blends behind a few words, in which every setting can be changed.
struct RandomManifest {
  struct Node {
    var reads: [Int]
    var number: Int
  }
  var nodes: [Node] = []
  var names: [String]

  init(nodes count: Int, with dice: inout Dice) {
    names = (0..<count).map { "n\($0)" }
    for index in 0..<count {
      let most = min(index, 3)
      let reads = (0..<Int.random(in: 0...most, using: &dice)).map { _ in
        Int.random(in: 0..<index, using: &dice)
      }
      nodes.append(Node(reads: reads, number: Int.random(in: 1...100, using: &dice)))
    }
  }

  /// The line of one node.
  private func line(_ index: Int) -> String {
    let (node, reads) = (nodes[index], nodes[index].reads.map { names[$0] })
    switch reads.count {
    case 0: return "  \(names[index]): {use: Say, times: \(node.number)}"
    case 1: return "  \(names[index]): {use: Shift, word: \(reads[0]), epsilon: \(node.number)}"
    default:
      return
        "  \(names[index]): {use: Tell, words: [\(reads.joined(separator: ", "))], title: t\(node.number)}"
    }
  }

  var text: String {
    "stages:\n" + nodes.indices.map(line).joined(separator: "\n") + "\n"
  }

  /// The text with its nodes in this order, which means the same.
  func text(in order: [Int]) -> String {
    "stages:\n" + order.map(line).joined(separator: "\n") + "\n"
  }

  /// All nodes that depend on one of `roots`, and these themselves.
  func downstream(of roots: Set<Int>) -> Set<Int> {
    var found = roots
    for index in nodes.indices where nodes[index].reads.contains(where: found.contains) {
      found.insert(index)
    }
    return found
  }
}
