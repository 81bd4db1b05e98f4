/// Influence scores of the same training rows on the same test rows: t×n, and their mean over test rows.
public struct InfluenceScores: Sendable {
  /// Scores by test row and training row, t×n.
  public let perTest: Matrix<Double>
  /// The mean over test rows, n values.
  public let mean: [Double]

  /// Scores whose mean is taken here, in test-row order.
  public init(perTest: Matrix<Double>) {
    self.perTest = perTest
    var sums = [Double](repeating: 0, count: perTest.columns)
    for test in 0..<perTest.rows {
      perTest.withUnsafeRow(test) { row in
        for index in row.indices { sums[index] += row[index] }
      }
    }
    mean = sums.map { perTest.rows == 0 ? 0 : $0 / Double(perTest.rows) }
  }

  /// Scores with a mean that was computed elsewhere.
  public init(perTest: Matrix<Double>, mean: [Double]) {
    precondition(mean.count == perTest.columns, "one mean per training row")
    self.perTest = perTest
    self.mean = mean
  }

  /// Whether every score and every mean is a finite number.
  public var areFinite: Bool { perTest.isFinite && mean.allSatisfy(\.isFinite) }
}
