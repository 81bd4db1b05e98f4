import Numerics
import Stages
import Testing

@Suite("Gradients along a path") struct GradientTrailTests {
  static let random = CounterRandom(seed: 21, purpose: "gradient trail")

  static func normals(_ rows: Int, _ columns: Int, _ stream: Int) -> Matrix<Double> {
    random.substream(stream).normals(rows: rows, columns: columns, on: .one)
  }

  static let scaled = FeatureStep.standardize(mean: [0.4, 0.5], deviation: [0.3, 0.2])
  static let centred = FeatureStep.center([0.1, -0.2, 0.3, 0, 0.1, 0.2])
  static let attention = FeatureStep.attention(keys: normals(9, 6, 1), values: nil)
  static let projected = FeatureStep.attention(keys: normals(9, 6, 1), values: normals(9, 5, 2))

  /// Maps that are linear but for the scaling of lengths.
  static let maps: [[FeatureStep]] = [
    [], [.unitRows], [scaled], [scaled, centred, .unitRows],
    [scaled, .unitRows, attention, .unitRows],
    [centred, scaled, .unitRows, attention, .linear(normals(6, 6, 3)), attention, .unitRows],
    [scaled, .unitRows, projected, .unitRows, .unitRows], [scaled, projected],
  ]

  static func map(_ steps: [FeatureStep]) -> FeatureMap {
    var map = FeatureMap(columns: 6)
    for step in steps { map.append(step) }
    return map
  }

  static func network(for map: FeatureMap, outputs: Int) -> TwoLayerNetwork {
    TwoLayerNetwork(
      hidden: normals(17, map.outputColumns, 4),
      output: Training.outputWeights(width: 17, outputs: outputs, seed: 1))
  }

  /// Points that move on by the same small step, but for a few columns that turn at random.
  static func path(_ steps: Int) -> [Matrix<Double>] {
    var points = [Matrix<Double>(rows: 8, columns: 6, (0..<48).map { random.uniform($0) })]
    var step = [Double](repeating: 0.01, count: 48)
    for index in 1..<steps {
      for place in 0..<48 where random.uniform(48 * index + place) < 0.2 {
        step[place] = [-0.01, 0, 0.01, 0.004][place % 4]
      }
      points.append(
        Matrix(rows: 8, columns: 6, zip(points[index - 1].elements, step).map { $0 + $1 }))
    }
    return points
  }

  @Test(
    arguments: maps.indices, [(OutputLoss.crossEntropy, 3), (.squaredError, 3), (.squaredError, 1)])
  func `agree with gradients from the beginning`(
    index: Int, case: (loss: OutputLoss, outputs: Int)
  ) throws {
    let map = Self.map(Self.maps[index])
    let network = Self.network(for: map, outputs: `case`.outputs)
    let labels = (0..<8).map { Int32($0 % max(2, `case`.outputs)) }
    let composed = try #require(map.composed(on: .one))
    for steps in [1, 30] {
      var trail = GradientTrail(
        ComposedNetwork<Double>(composed, network: network, on: .one), loss: `case`.loss,
        labels: labels[...], steps: steps)
      var single = GradientTrail(
        ComposedNetwork<Float>(composed, network: network, on: .one), loss: `case`.loss,
        labels: labels[...], steps: steps)
      for points in Self.path(30) {
        let (next, rounded) = (trail.gradient(at: points), single.gradient(at: points))
        let expected = map.gradient(at: points, on: .one) { range, rows in
          network.gradient(of: `case`.loss, at: rows, labels: labels[range])
        }
        #expect(try #require(next).relativeDistance(to: expected) < 1e-12)
        #expect(try #require(rounded).relativeDistance(to: expected) < 1e-4)
      }
    }
  }

  /// Longer than products are carried before they are made anew.
  @Test func `keep their digits on a long path`() throws {
    let map = Self.map(Self.maps[4])
    let network = Self.network(for: map, outputs: 3)
    let labels = (0..<8).map { Int32($0 % 3) }
    let target = ComposedNetwork<Float>(
      try #require(map.composed(on: .one)), network: network, on: .one)
    var trail = GradientTrail(target, loss: .crossEntropy, labels: labels[...], steps: 600)
    var worst = 0.0
    for (place, points) in Self.path(600).enumerated() {
      let gradient = trail.gradient(at: points)
      guard place % 20 == 0 else { continue }
      let expected = map.gradient(at: points, on: .one) { range, rows in
        network.gradient(of: .crossEntropy, at: rows, labels: labels[range])
      }
      worst = max(worst, try #require(gradient).relativeDistance(to: expected))
    }
    #expect(worst < 1e-3)
  }

  @Test(arguments: [
    [
      scaled, .unitRows, .softmaxAttention(keys: normals(9, 6, 1), values: nil, scale: 1),
      .unitRows,
    ],
    [scaled, .unitRows, attention], [.unitRows, centred, .unitRows],
  ])
  func `are not offered for a map that is not linear`(steps: [FeatureStep]) {
    let map = Self.map(steps)
    #expect(map.composed(on: .one) == nil)
  }

  @Test func `are refused where attention all but removes a row`() throws {
    let map = Self.map([
      .linear(.init(rows: 6, columns: 6, [1] + Array(repeating: 0, count: 35))), .unitRows,
    ])
    let network = Self.network(for: map, outputs: 3)
    let composed = try #require(map.composed(on: .one))
    var trail = GradientTrail(
      ComposedNetwork<Double>(composed, network: network, on: .one), loss: .crossEntropy,
      labels: [0], steps: 40)
    let rows: [([Double], Bool)] = [
      ([1e-4, 0, 0, 0, 0, 1], false), ([1, 0, 0, 0, 0, 1], true), ([0, 0, 0, 0, 0, 0], false),
    ]
    for (row, isKept) in rows {
      let gradient = trail.gradient(at: Matrix(rows: 1, columns: 6, row))
      #expect((gradient != nil) == isKept)
    }
  }
}
