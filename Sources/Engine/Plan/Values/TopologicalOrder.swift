/// An order in which everything comes after what it needs, and the circles that forbid one.
struct TopologicalOrder {
  /// Everything once; what stands on no circle comes after what it needs.
  private(set) var order: [Int] = []
  /// Circles, each beginning and ending with the same index, one per edge that closes one.
  private(set) var cycles: [[Int]] = []

  /// Orders `0..<needs.count`, where `needs[i]` are what `i` needs; ties keep the given order.
  ///
  /// A walk in depth without recursion, since chains may be as long as a manifest.
  init(_ needs: [[Int]]) {
    var state = [State](repeating: .new, count: needs.count)
    order.reserveCapacity(needs.count)
    for start in needs.indices where state[start] == .new {
      var path: [(node: Int, next: Int)] = [(start, 0)]
      state[start] = .open
      while let (node, next) = path.last {
        guard next < needs[node].count else {
          state[node] = .done
          order.append(node)
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let need = needs[node][next]
        switch state[need] {
        case .done: break
        case .new:
          state[need] = .open
          path.append((need, 0))
        case .open:
          cycles.append(path.map(\.node).drop { $0 != need } + [need])
        }
      }
    }
  }

  private enum State { case new, open, done }
}
