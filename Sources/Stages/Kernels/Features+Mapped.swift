package import Numerics

extension Features {
  /// How linearized attention made these rows of sparse images; nil where it did not, or knowing it spares no work.
  package func mapped(on cores: Cores) -> MappedRows? {
    guard let earlier = map.earlier else { return nil }
    var maps: [Matrix<Double>] = []
    var isUnit = false
    for step in map.steps.dropFirst(map.stepsBeforeAttention) {
      switch step {
      case .linear(let matrix) where !isUnit: maps.append(matrix)
      case .unitRows where !isUnit: isUnit = true
      default: return nil
      }
    }
    return MappedRows(matrix, from: earlier, by: maps, isUnit: isUnit, on: cores)
  }

  /// The same of rows that attend to the same context as others do.
  package func mapped(like others: MappedRows, on cores: Cores) -> MappedRows? {
    map.earlier.flatMap { others.others(matrix, from: $0, on: cores) }
  }
}
