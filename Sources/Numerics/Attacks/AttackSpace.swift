/// Where an attack measures its steps, as seen from the rows that it moves.
public struct AttackSpace: Sendable {
  /// How long a unit of the space is in each column of the rows.
  public var units: [Double]
  /// The data box in the rows' own units, if there is one.
  public var box: ClosedRange<Double>?

  /// A space.
  public init(units: [Double], box: ClosedRange<Double>?) {
    self.units = units
    self.box = box
  }

  /// The rows' own units in every column.
  public init(columns: Int, box: ClosedRange<Double>?) {
    self.init(units: [Double](repeating: 1, count: columns), box: box)
  }
}
