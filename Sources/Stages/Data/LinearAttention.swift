package import Numerics
package import Pipeline

/// Linearized attention to frozen context rows C, as steps of a feature map.
///
/// One layer is x ↦ x·CᵀC, or with projections x ↦ (xQ)·(CK)ᵀ(CV). It is the d×d matrix when
/// d < n, and the rows themselves otherwise; there is no n×n matrix but for truncation with n ≤ d,
/// where that is the smaller one.
package struct LinearAttention: Sendable {
  /// Query, key and value matrices of one layer, each d×d.
  package struct Projections: Sendable {
    package var query: Matrix<Double>
    package var key: Matrix<Double>
    package var value: Matrix<Double>

    package init(query: Matrix<Double>, key: Matrix<Double>, value: Matrix<Double>) {
      (self.query, self.key, self.value) = (query, key, value)
    }

    /// Independent normals of variance 1/d, drawn anew for every layer.
    package init(seed: Int, layer: Int, columns: Int, on cores: Cores) {
      func draw(_ role: String) -> Matrix<Double> {
        CounterRandom(seed: UInt64(bitPattern: Int64(seed)), purpose: "LinAttnTransform/" + role)
          .substream(layer)
          .normals(
            rows: columns, columns: columns, deviation: 1 / Double(columns).squareRoot(), on: cores)
      }
      self.init(query: draw("query"), key: draw("key"), value: draw("value"))
    }
  }

  let recipe: AttentionRecipe
  let projections: @Sendable (Int) -> Projections?
  let cores: Cores

  /// Attention as `recipe` says, with projections that may depend on the layer.
  package init(
    _ recipe: AttentionRecipe, on cores: Cores,
    projections: @escaping @Sendable (Int) -> Projections? = { _ in nil }
  ) {
    self.recipe = recipe
    self.cores = cores
    self.projections = projections
  }

  /// The steps that map rows by attention to `context`, scaled to unit length if the recipe says so.
  package func steps(context: Matrix<Double>) throws(StageError) -> [FeatureStep] {
    guard recipe.layers > 0 else { return [] }
    let layers =
      context.columns < context.rows
      ? try operators(context).map { .linear($0) } : try attentions(context)
    return layers + (recipe.unitRows ? [.unitRows] : [])
  }

  /// One d×d matrix a layer, from CᵀC alone: a layer's outputs M have the Gram matrix Mᵀ(CᵀC)M.
  private func operators(_ context: Matrix<Double>) throws(StageError) -> [Matrix<Double>] {
    var gram = context.crossproduct(on: cores)
    var operators: [Matrix<Double>] = []
    for layer in 0..<recipe.layers {
      if layer > 0, recipe.stack == .restacked {
        let inner = Matrix.product(gram, operators[layer - 1], on: cores)
        gram = .product(operators[layer - 1], transposed: true, inner, on: cores)
      }
      gram = try settled(gram)
      var operation = try truncated(gram: gram)
      if let projections = projections(layer) {
        let values = Matrix.product(operation, projections.value, on: cores)
        let keyed = Matrix.product(projections.key, transposed: true, values, on: cores)
        operation = .product(projections.query, keyed, on: cores)
      }
      operators.append(try settled(operation))
    }
    return operators
  }

  /// One pass over the rows a layer.
  private func attentions(_ context: Matrix<Double>) throws(StageError) -> [FeatureStep] {
    var rows = context
    var steps: [FeatureStep] = []
    for layer in 0..<recipe.layers {
      rows = try settled(rows)
      let kept = try truncated(rows: rows)
      var added = [FeatureStep.attention(keys: kept, values: nil)]
      if let projections = projections(layer) {
        added = [
          .linear(projections.query),
          .attention(
            keys: .product(kept, projections.key, on: cores),
            values: .product(kept, projections.value, on: cores)),
        ]
      }
      steps += added
      if recipe.stack == .restacked, layer + 1 < recipe.layers {
        var map = FeatureMap(columns: rows.columns)
        for step in added { map.append(step) }
        rows = map.apply(rows, on: cores)
      }
    }
    return steps
  }

  /// A matrix that later layers can multiply again without overflow.
  ///
  /// Before unit length only directions count, so a power of two may go: it changes no digit of
  /// the result. Where lengths count, an overflow is an error.
  private func settled(_ matrix: Matrix<Double>) throws(StageError) -> Matrix<Double> {
    do throws(NumericsError) { try cores.checkCancellation() } catch { throw StageError(error) }
    let largest = matrix.withUnsafeBufferPointer { elements in
      elements.reduce(0) { $1.isNaN ? $1 : max($0, abs($1)) }
    }
    guard largest.isFinite else {
      throw .numerical(
        cause: "\(recipe.layers) layers of attention overflow",
        remedy: "scale rows to unit length, or use fewer layers")
    }
    guard recipe.unitRows, recipe.layers > 1, largest > 0 else { return matrix }
    var scaled = matrix
    scaled.scale(by: Double(sign: .plus, exponent: -largest.exponent, significand: 1))
    return scaled
  }

  /// The part of CᵀC in its `rank` leading eigenvectors.
  private func truncated(gram: Matrix<Double>) throws(StageError) -> Matrix<Double> {
    guard recipe.rank > 0, recipe.rank < gram.rows else { return gram }
    let (values, vectors) = try leading(of: gram)
    var weighted = vectors
    for (index, value) in values.enumerated() {
      weighted.withUnsafeMutableRow(index) { row in
        for column in row.indices { row[column] *= value }
      }
    }
    return .product(vectors, transposed: true, weighted, on: cores)
  }

  /// The rows projected onto the `rank` leading eigenvectors of CᵀC: U·Uᵀ·C with U those of C·Cᵀ.
  private func truncated(rows: Matrix<Double>) throws(StageError) -> Matrix<Double> {
    guard recipe.rank > 0, recipe.rank < rows.rows else { return rows }
    let (_, vectors) = try leading(of: rows.gram(on: cores))
    let coordinates = Matrix.product(vectors, rows, on: cores)
    return .product(vectors, transposed: true, coordinates, on: cores)
  }

  private func leading(
    of gram: Matrix<Double>
  ) throws(StageError) -> (values: [Double], vectors: Matrix<Double>) {
    do throws(NumericsError) {
      let eigen = try SymmetricEigen(gram)
      return (
        Array(eigen.values.prefix(recipe.rank)),
        eigen.vectors.gathered(rows: Array(0..<recipe.rank))
      )
    } catch {
      throw StageError(error)
    }
  }
}
