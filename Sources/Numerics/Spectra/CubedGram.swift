/// The kernel that linearized attention induces, computed the long way: G³ with G = XXᵀ, entry by entry a sum over all chains
/// i → k → l → j.
public enum CubedGram {
  /// The first columns of G·G·G, n×count, with products of G alone: G is made in blocks of its rows and never held.
  public static func columns(
    _ count: Int, rows: Matrix<Double>, on cores: Cores
  ) -> Matrix<Double> {
    let first = rows.gathered(rows: Array(0..<count))
    let once = Matrix.product(rows, transposed: false, first, transposed: true, on: cores)
    return timesGram(timesGram(once, rows, on: cores), rows, on: cores)
  }

  /// How far ⟨x̃_i, x̃_j⟩ is from [G³]_ij for j below `first`: ‖·‖_F relative to that of G³; Theorem 4.1 says zero.
  public static func relativeDifference(
    rows: Matrix<Double>, attended: Matrix<Double>, first: Int, on cores: Cores
  ) -> Double {
    let cubed = columns(first, rows: rows, on: cores)
    var difference = cubed
    difference.accumulate(
      attended, attended.gathered(rows: Array(0..<first)).transposed, times: -1, on: cores)
    let norm = cubed.frobeniusNorm
    return norm > 0 ? difference.frobeniusNorm / norm : difference.frobeniusNorm
  }

  /// ‖[XXᵀX]_i‖₂ for every row.
  public static func attendedNorms(_ rows: Matrix<Double>, on cores: Cores) -> [Double] {
    let attended = Matrix.product(rows, rows.crossproduct(on: cores), on: cores)
    return (0..<attended.rows).map { row in
      attended.withUnsafeRow(row) { $0.euclideanNorm }
    }
  }

  /// G·B.
  private static func timesGram(
    _ right: Matrix<Double>, _ rows: Matrix<Double>, on cores: Cores
  ) -> Matrix<Double> {
    let blocks = Blocks(of: rows.rows, size: 512)
    var elements: [Double] = []
    elements.reserveCapacity(right.count)
    for block in blocks {
      let gram = Matrix.product(
        rows.gathered(rows: Array(block)), transposed: false, rows, transposed: true, on: cores)
      elements += Matrix.product(gram, right, on: cores).elements
    }
    return Matrix(rows: rows.rows, columns: right.columns, elements)
  }
}
