import Numerics
import Pipeline
import Stages
import Testing

private let needsReference: Comment = "the reference numbers are not beside this repository"

@Suite struct LinearAttentionTests {
  /// Recipes and the names of their reference arrays.
  static let cases: [(recipe: AttentionRecipe, name: String)] = [
    (AttentionRecipe(layers: 1, unitRows: false), "one_layer_raw"),
    (AttentionRecipe(layers: 1), "one_layer"),
    (AttentionRecipe(layers: 2), "two_layers_restacked"),
    (AttentionRecipe(layers: 2, stack: .sameContext), "two_layers_same_context"),
    (AttentionRecipe(layers: 1, rank: 3), "rank3"),
  ]

  @Test(.enabled(if: Shared.isThere, needsReference), arguments: cases.indices)
  func `rows and queries agree with the reference`(index: Int) throws {
    let (recipe, name) = Self.cases[index]
    let rows = try Shared.matrix("attention/rows")
    let steps = try recipe.steps(context: rows, on: Cores(2))
    try check(steps, rows, name)
    if name != "one_layer_raw" {
      try check(steps, Shared.matrix("attention/queries"), name + "_queries")
    }
  }

  @Test(.enabled(if: Shared.isThere, needsReference))
  func `projected attention agrees with the reference`() throws {
    let rows = try Shared.matrix("attention/rows")
    let projections = LinearAttention.Projections(
      query: try Shared.matrix("attention/wq"), key: try Shared.matrix("attention/wk"),
      value: try Shared.matrix("attention/wv"))
    let attention = LinearAttention(AttentionRecipe(), on: .one) { _ in projections }
    let steps = try attention.steps(context: rows)
    try check(steps, rows, "projected")
    try check(steps, Shared.matrix("attention/queries"), "projected_queries")
  }

  @Test(.enabled(if: Shared.isThere, needsReference))
  func `softmax attention agrees with the reference`() throws {
    let rows = try Shared.matrix("attention/rows")
    let step = FeatureStep.softmaxAttention(
      keys: rows, values: nil, scale: 1 / Double(rows.columns).squareRoot())
    try check([step, .unitRows], rows, "softmax")
    try check([step, .unitRows], Shared.matrix("attention/queries"), "softmax_queries")
  }

  private func check(_ steps: [FeatureStep], _ rows: Matrix<Double>, _ name: String) throws {
    let expected = try Shared.matrix("attention/" + name)
    #expect(map(steps, rows).relativeDistance(to: expected) < 1e-10, "\(name)")
  }

  private func map(_ steps: [FeatureStep], _ rows: Matrix<Double>) -> Matrix<Double> {
    var map = FeatureMap(columns: rows.columns)
    for step in steps { map.append(step) }
    return map.apply(rows, on: .one)
  }

  @Test(.enabled(if: Shared.isThere, needsReference))
  func `attention cubes the condition number of the reference rows`() throws {
    let rows = try Shared.matrix("spectrum/rows")
    let steps = try AttentionRecipe(unitRows: false).steps(context: rows, on: .one)
    let spectrum = try Spectrum(rows: map(steps, rows), on: .one)
    #expect(abs((spectrum.conditionNumber ?? 0) / 647.7136626468564 - 1) < 1e-10)
  }

  /// The definition written out with loops: layer after layer, over context rows that pass through
  /// the same layers.
  private func byDefinition(
    _ rows: Matrix<Double>, context: Matrix<Double>, layers: Int, restacked: Bool
  ) -> Matrix<Double> {
    func layer(_ rows: Matrix<Double>, _ context: Matrix<Double>) -> Matrix<Double> {
      var result = Matrix<Double>(rows: rows.rows, columns: rows.columns)
      for i in 0..<rows.rows {
        for j in 0..<context.rows {
          let score = (0..<rows.columns).reduce(0) { $0 + rows[i, $1] * context[j, $1] }
          for column in 0..<rows.columns { result[i, column] += score * context[j, column] }
        }
      }
      return result
    }
    var (rows, context) = (rows, context)
    for _ in 0..<layers {
      rows = layer(rows, context)
      if restacked { context = layer(context, context) }
    }
    return map([.unitRows], rows)
  }

  @Test(arguments: [(3, 7), (7, 3), (5, 5)], [1, 2, 3])
  func `wide and narrow contexts give what the definition says`(
    sides: (Int, Int), layers: Int
  ) throws {
    let random = CounterRandom(seed: 5, purpose: "rows")
    let context: Matrix<Double> = random.normals(rows: sides.0, columns: sides.1, on: .one)
    let rows: Matrix<Double> = random.substream(1).normals(rows: 4, columns: sides.1, on: .one)
    for stack in AttentionRecipe.Stack.allCases {
      let steps = try AttentionRecipe(layers: layers, stack: stack).steps(
        context: context, on: .one)
      let expected = byDefinition(
        rows, context: context, layers: layers, restacked: stack == .restacked)
      #expect(map(steps, rows).relativeDistance(to: expected) < 1e-10)
    }
  }

  @Test(arguments: [(40, 6), (6, 40)])
  func `truncation keeps the same directions on either side of d = n`(sides: (Int, Int)) throws {
    let context: Matrix<Double> = CounterRandom(seed: 6, purpose: "rows")
      .normals(rows: sides.0, columns: sides.1, on: .one)
    let eigen = try SymmetricEigen(context.crossproduct(on: .one))
    let steps = try AttentionRecipe(rank: 2, unitRows: false).steps(context: context, on: .one)
    let vectors = eigen.vectors.gathered(rows: [0, 1, 2])
    let images = map(steps, vectors)
    var expected = vectors
    for (row, value) in [eigen.values[0], eigen.values[1], 0].enumerated() {
      for column in 0..<expected.columns { expected[row, column] *= value }
    }
    #expect(images.relativeDistance(to: expected) < 1e-10)
  }

  @Test func `eight layers stay finite at unit length and say so when lengths overflow`() throws {
    let context: Matrix<Double> = CounterRandom(seed: 7, purpose: "rows")
      .normals(rows: 50, columns: 4, deviation: 10, on: .one)
    let steps = try AttentionRecipe(layers: 8).steps(context: context, on: .one)
    for row in 0..<4 {
      let length = map(steps, context).row(row).reduce(0) { $0 + $1 * $1 }
      #expect(abs(length - 1) < 1e-12)
    }
    let error = StageError.numerical(
      cause: "8 layers of attention overflow",
      remedy: "scale rows to unit length, or use fewer layers")
    #expect(throws: error) {
      try AttentionRecipe(layers: 8, unitRows: false).steps(context: context, on: .one)
    }
  }
}
