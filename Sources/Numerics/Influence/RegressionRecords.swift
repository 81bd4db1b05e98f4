/// What a killed run may leave of a kernel regression: the factor's panels, the coefficients, and the panels of the factor's
/// inverse from the last one on.
///
/// The coefficients are saved once the factor is whole. From then on the factor's panels are dropped as their inverses are
/// saved, so that both logs together stay as large as one triangle.
public struct RegressionRecords: Sendable {
  let factor: any RecordLog
  let coefficients: any RecordLog
  let inverse: any RecordLog

  /// Three logs that belong to the same equations and to nothing else.
  public init(factor: any RecordLog, coefficients: any RecordLog, inverse: any RecordLog) {
    self.factor = factor
    self.coefficients = coefficients
    self.inverse = inverse
  }

  /// A regression that was being inverted: its triangle, of which the last panels are inverted already.
  ///
  /// Nil when the factor was not whole yet; what cannot be used is dropped.
  func found(
    size: Int, outputs: Int
  ) -> (triangle: PanelTriangle, inverted: Int, coefficients: Matrix<Double>)? {
    guard coefficients.count > 0 else {
      inverse.truncate(to: 0)
      return nil
    }
    let solution = TileBuffer<Double>(uninitialized: size * outputs)
    let triangle = PanelTriangle(uninitialized: size)
    let count = triangle.blocks.count
    let inverted = triangle.load(0..<min(inverse.count, count), from: inverse) { count - 1 - $0 }
    let left = 0..<count - inverted
    guard coefficients.load(0, into: UnsafeMutableRawBufferPointer(solution.elements)),
      factor.count >= left.count, triangle.load(left, from: factor, at: { $0 }) == left.count
    else {
      coefficients.truncate(to: 0)
      inverse.truncate(to: 0)
      return nil
    }
    inverse.truncate(to: inverted)
    return (
      triangle, inverted, Matrix(rows: size, columns: outputs, buffer: solution)
    )
  }
}
