/// The kernels of every training row's other version.
///
/// Shapes: n training rows, t queries.
public struct RowVersions: Sendable {
  /// Between each row as it was and each in its new version, n×n.
  public let mixed: Matrix<Double>
  /// Among the new versions, n×n.
  public let new: Matrix<Double>
  /// Between the queries and the new versions, t×n.
  public let queries: Matrix<Double>

  /// The kernels of one set of new versions.
  public init(mixed: Matrix<Double>, new: Matrix<Double>, queries: Matrix<Double>) {
    precondition(
      mixed.rows == mixed.columns && new.rows == mixed.rows && new.columns == mixed.rows
        && queries.columns == mixed.rows, "kernels of as many new rows as old ones")
    self.mixed = mixed
    self.new = new
    self.queries = queries
  }
}
