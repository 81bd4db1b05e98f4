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

  /// Gradients of the rows with these labels along a map, in a precision.
  static func trail<Scalar: TrailScalar>(
    _ map: FeatureMap, _ network: TwoLayerNetwork, _ loss: OutputLoss, labels: [Int32],
    steps: Int = 40, as precision: Scalar.Type
  ) throws -> GradientTrail<Scalar> {
    let composed = try #require(map.composed(on: .one))
    return GradientTrail(
      ComposedNetwork<Scalar>(composed, network: network, on: .one), loss: loss,
      labels: labels[...], steps: steps)
  }

  /// Points that move on by the same small step, but for columns that turn at random.
  static func path(_ steps: Int) -> [Matrix<Double>] {
    var points = [Matrix<Double>(rows: 8, columns: 6, (0..<48).map { random.uniform($0) })]
    let turns = random.substream(9)
    var step = [Double](repeating: 0.01, count: 48)
    for index in 1..<steps {
      // Now few turn and now most, around the share from which whole products take less.
      let share = [0.05, 0.2, 0.3, 0.6][index % 4]
      for place in 0..<48 where random.uniform(48 * index + place) < share {
        step[place] = [-0.01, 0, 0.01, 0.004][Int(4 * turns.uniform(48 * index + place))]
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
    for steps in [1, 30] {
      var trail = try Self.trail(
        map, network, `case`.loss, labels: labels, steps: steps, as: Double.self)
      var single = try Self.trail(
        map, network, `case`.loss, labels: labels, steps: steps, as: Float.self)
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

  /// A wide network of any output weights, on rows that turn now a little and now all at once.
  @Test(arguments: [1, 5], [2, 5])
  func `keep their digits on a long path`(rows: Int, outputs: Int) throws {
    let random = Self.random.substream(20)
    var map = FeatureMap(columns: 40)
    map.append(.standardize(mean: [0.4], deviation: [0.3]))
    map.append(.unitRows)
    let keys: Matrix<Double> = random.substream(1).normals(rows: 60, columns: 40, on: .one)
    map.append(.attention(keys: keys, values: nil))
    map.append(.unitRows)
    let network = TwoLayerNetwork(
      hidden: random.substream(2).normals(rows: 80, columns: 40, on: .one),
      output: random.substream(3).normals(rows: 80, columns: outputs, on: .one))
    let labels = (0..<rows).map { Int32($0 % outputs) }
    var double = try Self.trail(
      map, network, .crossEntropy, labels: labels, steps: 300, as: Double.self)
    var single = try Self.trail(
      map, network, .crossEntropy, labels: labels, steps: 300, as: Float.self)
    var points = Matrix<Double>(rows: rows, columns: 40, random.uniforms(rows * 40))
    var step = [Double](repeating: 0.01, count: rows * 40)
    var far = 0
    for index in 0..<300 {
      let expected = map.gradient(at: points, on: .one) { range, rows in
        network.gradient(of: .crossEntropy, at: rows, labels: labels[range])
      }
      let (exact, rounded) = (double.gradient(at: points), single.gradient(at: points))
      #expect(try #require(exact).relativeDistance(to: expected) < 1e-9, "step \(index)")
      // A gate that rounding decides otherwise is a jump, and rare.
      if try #require(rounded).relativeDistance(to: expected) > 1e-3 { far += 1 }
      let draws = random.substream(4 + index).uniforms(2 * step.count)
      for place in step.indices where draws[place] < [0.2, 0.22, 0.24, 0.26, 0.5][index % 5] {
        step[place] = draws[step.count + place] < 0.5 ? -0.01 : 0.01
      }
      points = Matrix(rows: rows, columns: 40, zip(points.elements, step).map { $0 + $1 })
    }
    #expect(far <= 3)
  }

  /// Keeps the first columns alone.
  static func flattening(_ kept: Int) -> FeatureStep {
    var matrix = Matrix<Double>(rows: 6, columns: 6)
    for column in 0..<kept { matrix[column, column] = 1 }
    return .linear(matrix)
  }

  @Test func `are refused where scaling takes all but roundings of them`() throws {
    let map = Self.map([Self.flattening(1), .unitRows])
    let network = Self.network(for: map, outputs: 3)
    var trail = try Self.trail(
      map, network, .crossEntropy, labels: [0], as: Float.self)
    #expect(trail.gradient(at: Matrix(rows: 1, columns: 6, [0.7, 0.1, 0, 0, 0, 1])) == nil)
  }

  @Test func `go on after points at which they are lost`() throws {
    let map = Self.map([Self.flattening(2), .unitRows])
    let network = Self.network(for: map, outputs: 3)
    var trail = try Self.trail(
      map, network, .crossEntropy, labels: [0, 1], as: Double.self)
    let far = Matrix<Double>(rows: 1, columns: 6, [-1, 0.1, 0, 0, 0, 1])
    let lost = Matrix<Double>(rows: 1, columns: 6, [1e-4, 0, 0, 0, 0, 1])
    let near = Matrix<Double>(rows: 1, columns: 6, [0.5, 0.2, 0, 0.3, 0, 1])
    for (first, second) in [(far, near), (lost, near), (near, far), (far, lost), (near, near)] {
      let points = first.stacked(on: second)
      let gradient = trail.gradient(at: points)
      #expect((gradient == nil) == (first == lost || second == lost))
      guard let gradient else { continue }
      let expected = map.gradient(at: points, on: .one) { range, rows in
        network.gradient(of: .crossEntropy, at: rows, labels: [0, 1][range])
      }
      #expect(gradient.relativeDistance(to: expected) < 1e-12)
    }
  }

  @Test func `are nothing where no gate is open`() throws {
    let map = Self.map([Self.scaled])
    // Every unit is closed for rows of large positive pixels.
    let network = TwoLayerNetwork(
      hidden: Matrix(rows: 17, columns: 6, Self.normals(17, 6, 4).elements.map { -abs($0) }),
      output: Self.normals(17, 3, 5))
    var trail = try Self.trail(
      map, network, .squaredError, labels: [0, 1, 2, 0], as: Float.self)
    let dark = [Double](repeating: 0, count: 6), light = [Double](repeating: 1, count: 6)
    let next = trail.gradient(at: Matrix([dark, dark, light, dark]))
    let gradient = try #require(next)
    #expect(gradient.row(2).allSatisfy { $0 == 0 })
    #expect(gradient.row(3) == gradient.row(0) && gradient.row(0).contains { $0 != 0 })
  }

  @Test func `are nothing where open gates send none`() throws {
    let away = Self.normals(17, 6, 4).elements.map { -abs($0) }
    // The last unit alone is open for light rows, and its signs are equal: under cross-entropy it sends nothing back.
    let network = TwoLayerNetwork(
      hidden: Matrix(rows: 17, columns: 6, away.enumerated().map { $0 < 96 ? $1 : -$1 }),
      output: Matrix((0..<17).map { $0 == 16 ? [1, 1] : $0 % 2 == 0 ? [1, -1] : [-1, 1] }))
    var trail = try Self.trail(
      Self.map([Self.scaled]), network, .crossEntropy, labels: [0, 1, 0], as: Float.self)
    let dark = [Double](repeating: 0, count: 6), light = [Double](repeating: 1, count: 6)
    for rows in [[dark, light, dark], [light, dark, dark]] {
      let next = trail.gradient(at: Matrix(rows))
      let gradient = try #require(next)
      for (row, pixels) in rows.enumerated() {
        #expect(gradient.row(row).allSatisfy { $0 == 0 } == (pixels == light))
      }
    }
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
    let map = Self.map([Self.flattening(2), .unitRows])
    let network = Self.network(for: map, outputs: 3)
    var trail = try Self.trail(
      map, network, .crossEntropy, labels: [0], as: Double.self)
    let rows: [([Double], Bool)] = [
      ([1e-4, 0, 0, 0, 0, 1], false), ([1, 0.5, 0, 0, 0, 1], true), ([0, 0, 0, 0, 0, 0], false),
    ]
    for (row, isKept) in rows {
      let gradient = trail.gradient(at: Matrix(rows: 1, columns: 6, row))
      #expect((gradient != nil) == isKept)
    }
  }
}
