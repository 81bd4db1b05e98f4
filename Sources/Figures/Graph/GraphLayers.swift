/// Assigns nodes to layers so that every edge leads down, and orders each layer to avoid crossings.
///
/// The method is that of Sugiyama, Tagawa and Toda (1981): layers by longest path, a bend point
/// wherever an edge passes a layer, and sweeps that order each layer by the middle of its
/// neighbours.
struct GraphLayers {
  /// What occupies a place in a layer.
  enum Item: Equatable, Sendable {
    case node(Int)
    /// Where an edge passes by.
    case bend
  }

  private(set) var items: [Item]
  /// Items of each layer, from left to right.
  private(set) var layers: [[Int]] = []
  /// Item chains of the edges, each from its upper end to its lower one.
  private(set) var chains: [[Int]] = []
  /// Items joined to each item in the layer above and in the layer below.
  private(set) var above: [[Int]] = []
  private(set) var below: [[Int]] = []

  init(nodeCount: Int, links: [(from: Int, to: Int)]) {
    items = (0..<nodeCount).map { .node($0) }
    let downward = Self.withoutCycles(nodeCount: nodeCount, links: links)
    var depth = Self.depths(nodeCount: nodeCount, links: downward)
    for link in downward {
      var chain = [link.from]
      if depth[link.from] + 1 < depth[link.to] {
        for layer in (depth[link.from] + 1)..<depth[link.to] {
          chain.append(items.count)
          items.append(.bend)
          depth.append(layer)
        }
      }
      chains.append(chain + [link.to])
    }
    layers = Array(repeating: [], count: (depth.max() ?? -1) + 1)
    for item in items.indices { layers[depth[item]].append(item) }
    above = Array(repeating: [], count: items.count)
    below = above
    for chain in chains {
      for (upper, lower) in zip(chain, chain.dropFirst()) {
        below[upper].append(lower)
        above[lower].append(upper)
      }
    }
    order()
  }

  /// Edges in a direction that no cycle has; a graph without cycles keeps all of them.
  private static func withoutCycles(
    nodeCount: Int, links: [(from: Int, to: Int)]
  ) -> [(from: Int, to: Int)] {
    var waiting = Array(repeating: 0, count: nodeCount)
    for link in links { waiting[link.to] += 1 }
    var rank = Array(repeating: -1, count: nodeCount)
    for step in 0..<nodeCount {
      let open = (0..<nodeCount).filter { rank[$0] < 0 }
      guard let next = open.first(where: { waiting[$0] == 0 }) ?? open.first else { break }
      rank[next] = step
      for link in links where link.from == next { waiting[link.to] -= 1 }
    }
    return links.filter { rank[$0.from] < rank[$0.to] }
  }

  /// The longest path that leads to each node; sources move down to just above their first reader.
  private static func depths(nodeCount: Int, links: [(from: Int, to: Int)]) -> [Int] {
    var depth = Array(repeating: 0, count: nodeCount)
    var isSettled = false
    while !isSettled {
      isSettled = true
      for link in links where depth[link.to] <= depth[link.from] {
        depth[link.to] = depth[link.from] + 1
        isSettled = false
      }
    }
    for node in 0..<nodeCount where !links.contains(where: { $0.to == node }) {
      let readers = links.filter { $0.from == node }.map { depth[$0.to] }
      if let first = readers.min() { depth[node] = first - 1 }
    }
    return depth
  }

  /// Sweeps down and up, keeping the order with the fewest crossings.
  private mutating func order() {
    var best = layers
    var fewest = crossings()
    for sweep in 0..<12 where fewest > 0 {
      let isDownward = sweep.isMultiple(of: 2)
      for layer in isDownward ? Array(layers.indices) : layers.indices.reversed() {
        sort(layer, by: isDownward ? above : below)
      }
      let count = crossings()
      if count < fewest {
        fewest = count
        best = layers
      }
    }
    layers = best
  }

  /// Orders a layer by the mean place of its neighbours; items without any keep their place.
  private mutating func sort(_ layer: Int, by neighbours: [[Int]]) {
    let place = places()
    let keyed = layers[layer].enumerated().map { index, item -> (Double, Int, Int) in
      let places = neighbours[item].map { Double(place[$0]) }
      let mean = places.isEmpty ? Double(index) : places.reduce(0, +) / Double(places.count)
      return (mean, index, item)
    }
    layers[layer] = keyed.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  private func places() -> [Int] {
    var place = Array(repeating: 0, count: items.count)
    for layer in layers {
      for (index, item) in layer.enumerated() { place[item] = index }
    }
    return place
  }

  /// How often two edges between the same two layers cross.
  func crossings() -> Int {
    let place = places()
    return layers.reduce(0) { total, layer in
      let ends = layer.flatMap { upper in below[upper].map { (place[upper], place[$0]) } }
      return total
        + ends.indices.reduce(0) { count, first in
          count
            + ends[..<first].count { other in
              (other.0 - ends[first].0) * (other.1 - ends[first].1) < 0
            }
        }
    }
  }
}
