internal import Numerics

extension Network {
  /// (1/√m) Σ_r a_r·1[g_r·x > 0]·(w_r·x) at each row x: the network's function where gates and weights are
  /// the same, and J(x)·w at the gates' weights otherwise.
  ///
  /// Rows are taken in blocks, so that no n×m matrix is held.
  func function(
    weights: Matrix<Double>, gates: Matrix<Double>? = nil, at rows: Matrix<Double>,
    on cores: Cores
  ) -> Matrix<Double> {
    let block = 512
    let scale = 1 / Double(weights.rows).squareRoot()
    var elements: [Double] = []
    elements.reserveCapacity(rows.rows * output.columns)
    for start in stride(from: 0, to: rows.rows, by: block) {
      let part = rows.gathered(rows: Array(start..<min(start + block, rows.rows)))
      var active = Matrix.product(part, transposed: false, weights, transposed: true, on: cores)
      let gating =
        gates.map { Matrix.product(part, transposed: false, $0, transposed: true, on: cores) }
        ?? active
      active.closeGates(of: gating)
      elements += Matrix.product(active, output, times: scale, on: cores).elements
    }
    return Matrix(rows: rows.rows, columns: output.columns, elements)
  }
}
