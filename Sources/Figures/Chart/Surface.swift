/// Functions of two numbers on one grid, a panel each, as bands of colour between lines of equal height.
package struct Surface: Equatable, Sendable {
  /// One function.
  package struct Panel: Equatable, Sendable {
    package var name: String
    /// One list per place along the vertical axis, from below; as long as there are places.
    package var values: [[Double]]

    package init(_ name: String, values: [[Double]]) {
      self.name = name
      self.values = values
    }
  }

  package var panels: [Panel]
  /// The values along either axis, rising in equal steps.
  package var places: [Double]
  package var xHeading: String
  package var yHeading: String
  package var valueHeading: String
  /// What the cross in the middle of every panel stands for; none is drawn without it.
  package var center: String

  package init(
    _ panels: [Panel], places: [Double], xHeading: String = "", yHeading: String = "",
    valueHeading: String = "", center: String = ""
  ) {
    self.panels = panels
    self.places = places
    self.xHeading = xHeading
    self.yHeading = yHeading
    self.valueHeading = valueHeading
    self.center = center
  }

  /// Every finite value of every panel.
  var values: [Double] { panels.flatMap(\.values).flatMap { $0 }.filter(\.isFinite) }

  /// The heights of the lines, the same in all panels: round numbers between the least and the largest
  /// value, in equal steps, or in steps of about equal factors where the values span a wide range.
  var levels: [Double] {
    let values = values.filter { Scale.accepts($0, .linear) }
    guard let low = values.min(), let high = values.max(), low < high else { return [] }
    guard low >= 1e-300, high / low >= 8 else {
      return Ticks.over(low...high, kind: .linear, count: 14).map(\.value)
        .filter { $0 > low && $0 < high }
    }
    let decades = Logarithm.floorTen(low)...Logarithm.floorTen(high)
    let series = [
      [1.0, 1.2, 1.5, 1.8, 2.2, 2.7, 3.3, 3.9, 4.7, 5.6, 6.8, 8.2], [1, 1.5, 2, 3, 5, 7],
      [1, 2, 5], [1],
    ]
    let found = series.lazy.map { factors in
      decades.flatMap { decade in factors.compactMap { Double("\($0)e\(decade)") } }
        .filter { $0 > low && $0 < high }
    }
    return found.first { $0.count <= 18 } ?? Ticks.every(18, of: found[series.count - 1])
  }
}
