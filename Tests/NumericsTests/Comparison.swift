import Numerics

/// The largest absolute difference between two matrices of one shape; infinite when any is not a number.
func largestDifference(_ a: Matrix<Double>, _ b: Matrix<Double>) -> Double {
  guard a.rows == b.rows, a.columns == b.columns else { return .infinity }
  return zip(a.elements, b.elements).reduce(0) { worst, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}

/// The largest difference relative to the largest element of `expected`.
func relativeDifference(_ actual: Matrix<Double>, _ expected: Matrix<Double>) -> Double {
  largestDifference(actual, expected)
    / expected.elements.reduce(Double.leastNormalMagnitude) { max($0, abs($1)) }
}

func relativeDifference(_ actual: [Double], _ expected: [Double]) -> Double {
  relativeDifference(
    Matrix(rows: 1, columns: actual.count, actual),
    Matrix(rows: 1, columns: expected.count, expected))
}
