/// Nodes that could start, the one with the longest way to the end of the graph first.
struct ReadyQueue {
  private var heap: [Int] = []
  /// By node; higher ones start first.
  let priority: [Double]

  init(priority: [Double]) { self.priority = priority }

  var isEmpty: Bool { heap.isEmpty }
  var count: Int { heap.count }

  mutating func insert(_ node: Int) {
    heap.append(node)
    var child = heap.count - 1
    while child > 0, precedes(heap[child], heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popFirst() -> Int? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
      guard let best = children.min(by: { precedes(heap[$0], heap[$1]) }),
        precedes(heap[best], heap[parent])
      else { return first }
      heap.swapAt(best, parent)
      parent = best
    }
  }

  /// Ties go to the node that comes first in the plan, so that the order never varies.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    (priority[b], a) < (priority[a], b)
  }
}

extension Plan {
  /// How long the longest way from each node to the end of the graph takes: seconds where the
  /// last run tells them, and 1 s for the others; many readers count a little.
  var criticalPaths: [Double] {
    var result = [Double](repeating: 0, count: nodes.count)
    for id in nodes.indices.reversed() {
      let rest = consumers[id].reduce(0) { max($0, result[$1]) }
      let readers = Double(consumers[id].count)
      result[id] = rest + (nodes[id].expectedSeconds ?? 1) + readers * 1e-6
    }
    return result
  }
}
