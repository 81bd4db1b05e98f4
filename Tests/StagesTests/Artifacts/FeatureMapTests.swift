import Numerics
import Pipeline
import Stages
import Testing

@Suite struct FeatureMapTests {
  static let keys = Matrix<Double>([
    [0.3, -0.2, 0.5, 0.1], [0.7, 0.4, -0.1, 0.2], [-0.6, 0.1, 0.2, 0.9],
  ])
  static let values = Matrix<Double>([[0.2, 0.8], [-0.5, 0.3], [0.1, -0.7]])
  static let pixels = Matrix<Double>([
    [0.1, 0.9, 0.4, 0.3], [0.8, 0.2, 0.5, 0.7], [1, 0, 0.25, 0.6],
  ])

  static let steps: [(name: String, step: FeatureStep)] = [
    ("standardize", .standardize(mean: [0.1], deviation: [0.3])),
    ("standardize by channel", .standardize(mean: [0.1, 0.4], deviation: [0.3, 2])),
    ("center", .center([0.5, -0.5, 0.25, 1])),
    ("unit rows", .unitRows),
    ("linear", .linear(Matrix([[1, 2], [0, 1], [0.25, 0], [-1, 0.5]]))),
    ("attention", .attention(keys: keys, values: nil)),
    ("attention to values", .attention(keys: keys, values: values)),
    ("softmax attention", .softmaxAttention(keys: keys, values: nil, scale: 0.5)),
    ("softmax attention to values", .softmaxAttention(keys: keys, values: values, scale: 2)),
  ]

  @Test(arguments: steps.indices)
  func `the pullback of a step agrees with central differences`(index: Int) {
    var map = FeatureMap(columns: 4)
    map.append(Self.steps[index].step)
    checkPullback(map, Self.steps[index].name)
  }

  @Test func `the pullback of all steps together agrees with central differences`() {
    var map = FeatureMap(columns: 4)
    map.append(.standardize(mean: [0.3], deviation: [0.4]))
    map.append(.center([0.1, 0.2, -0.1, 0]))
    map.append(.unitRows)
    map.append(.attention(keys: Self.keys, values: nil))
    map.append(.softmaxAttention(keys: Self.keys, values: nil, scale: 1.5))
    map.append(.linear(Matrix([[1, 2], [0, 1], [0.25, 0], [-1, 0.5]])))
    map.append(.unitRows)
    checkPullback(map, "all")
  }

  /// The derivative of Σ g·map(x) in every pixel, by differences.
  private func checkPullback(_ map: FeatureMap, _ name: String) {
    let pixels = Self.pixels
    let weights =
      CounterRandom(seed: 3, purpose: "weights")
      .normals(rows: pixels.rows, columns: map.outputColumns, on: .one) as Matrix<Double>
    func value(_ pixels: Matrix<Double>) -> Double {
      zip(map.apply(pixels, on: .one).elements, weights.elements).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let gradient = map.pullback(weights, at: pixels, on: .one)
    let step = 1e-5
    for row in 0..<pixels.rows {
      for column in 0..<pixels.columns {
        var (above, below) = (pixels, pixels)
        above[row, column] += step
        below[row, column] -= step
        let difference = (value(above) - value(below)) / (2 * step)
        #expect(
          abs(gradient[row, column] - difference) <= 1e-6 * max(1, abs(difference)),
          "\(name), row \(row), column \(column)")
      }
    }
  }

  @Test func `a zero row stays zero and passes no gradient`() {
    var map = FeatureMap(columns: 2)
    map.append(.unitRows)
    let zero = Matrix<Double>(rows: 1, columns: 2)
    #expect(map.apply(zero, on: .one) == zero)
    #expect(map.pullback(Matrix([[1, 2]]), at: zero, on: .one) == zero)
  }

  @Test func `rows of tiny and huge numbers reach unit length`() {
    var map = FeatureMap(columns: 2)
    map.append(.unitRows)
    let rows = map.apply(Matrix([[3e-200, 4e-200], [3e200, 4e200]]), on: .one)
    #expect(rows.relativeDistance(to: Matrix([[0.6, 0.8], [0.6, 0.8]])) < 1e-15)
  }

  @Test func `many rows on seven cores come out as on one`() {
    let map = Samples.map
    let pixels: Matrix<Double> = CounterRandom(seed: 1, purpose: "pixels")
      .normals(rows: 500, columns: 3, on: .one)
    #expect(map.apply(pixels, on: Cores(7)) == map.apply(pixels, on: .one))
    let gradient = map.apply(pixels, on: .one)
    #expect(
      map.pullback(gradient, at: pixels, on: Cores(7))
        == map.pullback(gradient, at: pixels, on: .one))
  }

  @Test func `pixels come back from rows of unit length and their norms`() throws {
    var map = FeatureMap(columns: 4)
    map.append(.standardize(mean: [0.3, 0.1], deviation: [0.4, 2]))
    map.append(.center([0.1, 0.2, -0.1, 0]))
    map.append(.unitRows)
    map.append(.attention(keys: Self.keys, values: nil))
    let count = try #require(map.stepsToUnitRows)
    #expect(count == 3)
    #expect(map.stepsBeforeAttention == 3)
    let norms = map.norms(of: Self.pixels, after: count - 1, on: .one)
    let rows = map.prefix(count).apply(Self.pixels, on: .one)
    let pixels = map.pixels(from: rows, before: count, norms: norms)
    #expect(pixels.relativeDistance(to: Self.pixels) < 1e-14)
    let whole = map.suffix(after: count).apply(rows, on: .one)
    #expect(whole == map.apply(Self.pixels, on: .one))
  }

  @Test func `constants are spread over the columns of their channel`() throws {
    var map = FeatureMap(columns: 4)
    map.append(.standardize(mean: [0.3, 0.1], deviation: [0.4, 2]))
    let constants = try #require(map.standardization)
    #expect(constants.mean == [0.3, 0.3, 0.1, 0.1])
    #expect(constants.deviation == [0.4, 0.4, 2, 2])
  }

  @Test func `a stored map gives the same rows`() throws {
    let features = try Features(parts: Parts(of: Samples.features))
    let pixels = Matrix<Double>([[0.2, 0.4, 0.6]])
    #expect(features.map.apply(pixels, on: .one) == Samples.map.apply(pixels, on: .one))
    #expect(features.map.attention == Samples.map.attention)
    #expect(features.map.context == Samples.map.context)
    #expect(features.map.earlier == Samples.map.earlier)
    #expect(features.map.constantsFromOthers)
  }
}
