/// Points that belong together and share a colour, a marker and a dash pattern.
package struct Series: Equatable, Sendable {
  /// Where the numbers come from.
  package enum Origin: Equatable, Sendable {
    /// Computed by the experiment.
    case measured
    /// Copied from the paper; drawn hollow and dashed in the colour of the measured series of the
    /// same name.
    case printed
  }

  package var name: String
  package var points: [Point]
  package var origin: Origin

  package init(_ name: String, _ points: [Point], origin: Origin = .measured) {
    self.name = name
    self.points = points
    self.origin = origin
  }
}

/// One value of a series, with the interval around it where one is known.
///
/// A value that is not finite stands for a missing one: it leaves a gap.
package struct Point: Equatable, Sendable {
  /// The place along the horizontal axis.
  package enum Position: Hashable, Sendable {
    case number(Double)
    case category(String)
  }

  package var x: Position
  package var y: Double
  package var low: Double?
  package var high: Double?

  package init(_ x: Position, _ y: Double, low: Double? = nil, high: Double? = nil) {
    self.x = x
    self.y = y
    self.low = low
    self.high = high
  }

  package init(_ x: Double, _ y: Double, low: Double? = nil, high: Double? = nil) {
    self.init(.number(x), y, low: low, high: high)
  }

  package init(_ x: String, _ y: Double, low: Double? = nil, high: Double? = nil) {
    self.init(.category(x), y, low: low, high: high)
  }

  /// The interval, where both ends are finite.
  var interval: ClosedRange<Double>? {
    guard let low, let high, low.isFinite, high.isFinite else { return nil }
    return min(low, high)...max(low, high)
  }
}

extension Point.Position {
  /// The position as a reader would write it.
  package var text: String {
    switch self {
    case .number(let value): NumberText.significant(value, digits: 6)
    case .category(let name): name
    }
  }
}
