/// Where every node of a graph stands and how its edges run.
package struct GraphLayout {
  /// The upper left corner of each node, in the order of the nodes.
  package private(set) var corners: [(x: Double, y: Double)] = []
  /// The points that each edge passes, from top to bottom.
  package private(set) var routes: [[(x: Double, y: Double)]] = []
  package private(set) var width = 0.0
  package private(set) var height = 0.0

  package static let box = (width: 224.0, height: 46.0)
  private static let gap = (across: 22.0, down: 44.0)
  private static let bendWidth = 12.0

  package init(_ graph: GraphView) {
    let layers = GraphLayers(nodeCount: graph.nodes.count, links: graph.links)
    let centres = Self.centres(of: layers)
    let rowHeight = Self.box.height + Self.gap.down
    var depth = Array(repeating: 0, count: layers.items.count)
    for (row, layer) in layers.layers.enumerated() {
      for item in layer { depth[item] = row }
    }
    corners = graph.nodes.indices.map {
      (x: centres[$0] - Self.box.width / 2, y: Double(depth[$0]) * rowHeight)
    }
    routes = layers.chains.map { chain in
      chain.enumerated().flatMap { place, item -> [(x: Double, y: Double)] in
        let top = Double(depth[item]) * rowHeight
        let bottom = (x: centres[item], y: top + Self.box.height)
        if place == 0 { return [bottom] }
        let entry = (x: centres[item], y: top)
        return place == chain.count - 1 ? [entry] : [entry, bottom]
      }
    }
    width =
      zip(layers.items.indices, centres).map { $1 + Self.width(of: layers.items[$0]) / 2 }
      .max() ?? 0
    height = layers.layers.isEmpty ? 0 : Double(layers.layers.count) * rowHeight - Self.gap.down
  }

  /// Horizontal middles: each item near its neighbours, none nearer to the next than allowed.
  private static func centres(of layers: GraphLayers) -> [Double] {
    var centres = Array(repeating: 0.0, count: layers.items.count)
    for layer in layers.layers {
      let wished = layer.indices.map { _ in 0.0 }
      assign(layer, wished: wished, items: layers.items, to: &centres)
    }
    for pass in 0..<24 {
      let isDownward = pass.isMultiple(of: 2)
      let neighbours = isDownward ? layers.above : layers.below
      for layer in isDownward ? layers.layers : layers.layers.reversed() {
        let wished = layer.map { item -> Double in
          let places = neighbours[item].map { centres[$0] }
          return places.isEmpty ? centres[item] : places.reduce(0, +) / Double(places.count)
        }
        assign(layer, wished: wished, items: layers.items, to: &centres)
      }
    }
    let left = zip(layers.items, centres).map { $1 - width(of: $0) / 2 }.min() ?? 0
    return centres.map { $0 - left }
  }

  /// The places nearest to the wished ones, in squares, that keep order and distance.
  ///
  /// With the distances taken off, this is a regression on rising values, which pooling adjacent
  /// violators solves (Ayer et al., 1955).
  private static func assign(
    _ layer: [Int], wished: [Double], items: [GraphLayers.Item], to centres: inout [Double]
  ) {
    var offsets = [0.0]
    for (left, right) in zip(layer, layer.dropFirst()) {
      let distance = (width(of: items[left]) + width(of: items[right])) / 2 + gap.across
      offsets.append((offsets.last ?? 0) + distance)
    }
    var pools: [(mean: Double, count: Int)] = []
    for (wish, offset) in zip(wished, offsets) {
      pools.append((wish - offset, 1))
      while pools.count > 1, let last = pools.last, pools[pools.count - 2].mean >= last.mean {
        pools.removeLast()
        let before = pools[pools.count - 1]
        let count = before.count + last.count
        let sum = before.mean * Double(before.count) + last.mean * Double(last.count)
        pools[pools.count - 1] = (sum / Double(count), count)
      }
    }
    let means = pools.flatMap { Array(repeating: $0.mean, count: $0.count) }
    for (index, item) in layer.enumerated() { centres[item] = means[index] + offsets[index] }
  }

  private static func width(of item: GraphLayers.Item) -> Double {
    item == .bend ? bendWidth : box.width
  }
}
