internal import Numerics
internal import Pipeline

extension Features {
  /// These rows after `steps`, which attend to the rows of `context`.
  ///
  /// The recipe is kept for the first attention only: deeper stages cannot make these rows again
  /// from `earlier` alone.
  func attending(
    to context: Features, isNamed: Bool, by steps: [FeatureStep], recipe: AttentionRecipe?,
    on cores: Cores
  ) -> Features {
    var added = FeatureMap(columns: matrix.columns)
    for step in steps { added.append(step) }
    var result = self
    result.matrix = added.apply(matrix, on: cores)
    for step in steps { result.map.append(step) }
    let isFirst = map.context == nil
    result.map.attention = isFirst ? recipe : nil
    result.map.earlier = isFirst ? matrix : nil
    result.map.context = AttentionContext(
      isNamed: isNamed, rows: context.matrix.rows,
      digest: context.matrix.withUnsafeBytes { Digest(hashing: $0) })
    return result
  }

  /// Refuses a context whose rows are not where these are: before this attention.
  func check(context: Features, at port: String) throws(StageError) {
    guard context.matrix.columns == matrix.columns else {
      throw .unsuitable(
        port: port, cause: "it has \(context.matrix.columns) columns, the data \(matrix.columns)",
        remedy: "wire rows of the same images before attention")
    }
    guard context.map.steps.count == map.steps.count else {
      throw .unsuitable(
        port: port,
        cause: "its rows went through \(context.map.steps.count) steps, the data through "
          + "\(map.steps.count)",
        remedy: "wire the training rows as they are before this attention")
    }
  }
}
