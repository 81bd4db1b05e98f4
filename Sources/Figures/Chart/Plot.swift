/// Series over a pair of axes.
package struct Plot: Equatable, Sendable {
  /// How points become marks.
  package enum Kind: Equatable, Sendable, CaseIterable {
    case line, bar, scatter
  }

  package var kind: Kind
  package var x: Axis
  package var y: Axis
  package var series: [Series]
  package var references: [ReferenceLine]
  /// What the intervals of the points mean, for the legend.
  package var intervalMeaning: String

  package init(
    _ kind: Kind, x: Axis, y: Axis, series: [Series], references: [ReferenceLine] = [],
    intervalMeaning: String = "95 % interval"
  ) {
    self.kind = kind
    self.x = x
    self.y = y
    self.series = series
    self.references = references
    self.intervalMeaning = intervalMeaning
  }
}

/// One direction of a plot.
package struct Axis: Equatable, Sendable {
  package var label: String
  package var unit: String
  package var scale: Scale.Kind
  /// The values from end to end; found from the data when absent.
  package var domain: ClosedRange<Double>?
  /// The order in which words stand along it; any others follow as the series first use them.
  package var categories: [String]

  package init(
    _ label: String, unit: String = "", scale: Scale.Kind = .linear,
    domain: ClosedRange<Double>? = nil, categories: [String] = []
  ) {
    self.label = label
    self.unit = unit
    self.scale = scale
    self.domain = domain
    self.categories = categories
  }

  /// The label with its unit in parentheses.
  package var heading: String {
    unit.isEmpty ? label : label.isEmpty ? unit : "\(label) (\(unit))"
  }
}

/// A straight line across the plot at one value.
package struct ReferenceLine: Equatable, Sendable {
  /// The axis on which the value stands.
  package enum Direction: Equatable, Sendable {
    case x, y
  }

  package var direction: Direction
  package var value: Double
  package var label: String

  package init(at value: Double, on direction: Direction = .y, label: String = "") {
    self.value = value
    self.direction = direction
    self.label = label
  }
}
