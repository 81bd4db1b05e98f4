#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Rows scaled to unit length, with the lengths they had.
///
/// A zero row stays zero.
public struct UnitRows: Sendable {
  /// The unit rows.
  public let directions: Matrix<Double>
  /// The length of each row before.
  public let lengths: [Double]

  /// Scales every row.
  public init(_ rows: Matrix<Double>, on cores: Cores) {
    let lengths = (0..<rows.rows).map { row in
      rows.withUnsafeRow(row, Self.length)
    }
    self.lengths = lengths
    directions = Matrix(rows: rows.rows, columns: rows.columns, inBlocksOf: 256, on: cores) {
      block, elements in
      let first = block.lowerBound * rows.columns
      for index in elements.indices {
        let length = lengths[block.lowerBound + index / rows.columns]
        let value = rows.buffer.start[first + index]
        elements[index] = length > 0 ? value / length : value
      }
    }
  }

  /// The length from a compensated sum (Neumaier, 1974): one in order loses some d·2⁻⁵³, always in one direction, and the
  /// arc cosine magnifies that a thousandfold where rows are nearly parallel.
  private static func length(_ row: UnsafeBufferPointer<Double>) -> Double {
    var (sum, lost) = (0.0, 0.0)
    for value in row {
      let square = value * value
      let next = sum + square
      lost += sum >= square ? (sum - next) + square : (square - next) + sum
      sum = next
    }
    // Where squares overflow, what was lost is no number.
    return (sum.isFinite ? sum + lost : sum).squareRoot()
  }

  /// The angle between row i here and row j there, accurate however small.
  func angle(_ i: Int, _ other: UnitRows, _ j: Int) -> Double {
    let u = directions.buffer.start + i * directions.columns
    let v = other.directions.buffer.start + j * other.directions.columns
    var (difference, sum) = (0.0, 0.0)
    for index in 0..<directions.columns {
      difference += (u[index] - v[index]) * (u[index] - v[index])
      sum += (u[index] + v[index]) * (u[index] + v[index])
    }
    return 2 * atan2(difference.squareRoot(), sum.squareRoot())
  }
}
