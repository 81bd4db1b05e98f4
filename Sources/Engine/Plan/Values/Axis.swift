/// A sweep variable: its labels and the value that stands behind each.
struct Axis: Sendable {
  var name: String
  var place: Place
  var labels: [String]
  /// `nil` where a fault leaves none.
  var values: [Template?]
  private(set) var indexByLabel: [String: Int]

  init(name: String, place: Place, points: [(label: String, value: Template)]) {
    self.name = name
    self.place = place
    labels = points.map(\.label)
    values = points.map(\.value)
    indexByLabel = Dictionary(labels.enumerated().map { ($1, $0) }) { first, _ in first }
  }
}

/// The variants over a few axes, numbered like the digits of a clock: the last axis runs fastest.
struct Grid: Sendable {
  /// The axes, in the order of the sweep.
  let axes: [Int]
  /// How many values each has.
  let counts: [Int]
  /// How many variants there are, `Int.max` when that cannot be counted.
  let count: Int

  init(_ axes: [Int], of all: [Axis]) {
    self.axes = axes
    counts = axes.map { all[$0].labels.count }
    count = counts.reduce(1) { product, count in
      let (value, overflow) = product.multipliedReportingOverflow(by: count)
      return overflow ? .max : value
    }
  }

  /// Writes the choice on every axis of variant `index` into `point`.
  func locate(_ index: Int, in point: inout [Int]) {
    var rest = index
    for (axis, count) in zip(axes, counts).reversed() {
      point[axis] = rest % count
      rest /= count
    }
  }

  /// The variant at `point`.
  func index(at point: [Int]) -> Int {
    zip(axes, counts).reduce(0) { $0 * $1.1 + point[$1.0] }
  }
}
