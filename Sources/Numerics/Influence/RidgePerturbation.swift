/// What a perturbation of a kernel does to the inverse that influence is computed with.
public enum RidgePerturbation {
  /// A symmetric matrix with normal entries, scaled to ‖Δ‖₂ = `norm`.
  public static func symmetric(
    size: Int, norm: Double, _ random: CounterRandom, on cores: Cores
  ) throws(NumericsError) -> Matrix<Double> {
    var delta: Matrix<Double> = random.normals(rows: size, columns: size, on: cores)
    delta.withUnsafeMutableBufferPointer { elements in
      for row in 0..<size {
        for column in 0..<row { elements[column * size + row] = elements[row * size + column] }
      }
    }
    let length = try delta.spectralNorm(on: cores)
    if length > 0 { delta.scale(by: norm / length) }
    return delta
  }

  /// ‖(K + λI)⁻¹ − (K + Δ + λI)⁻¹‖₂.
  public static func inverseChange(
    _ kernel: Matrix<Double>, ridge: Double, by delta: Matrix<Double>, on cores: Cores
  ) throws(NumericsError) -> Double {
    let size = kernel.rows
    var changed = kernel
    changed.add(delta)
    let before = try Cholesky(kernel, ridge: ridge, on: cores)
      .solve(rows: .identity(size), on: cores)
    var difference = try Cholesky(changed, ridge: ridge, on: cores)
      .solve(rows: .identity(size), on: cores)
    difference.add(before, times: -1)
    return try difference.spectralNorm(on: cores)
  }
}
