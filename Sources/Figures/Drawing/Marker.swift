/// The shapes that stand for points, one per series, told apart without colour.
enum Marker: CaseIterable {
  case circle, square, triangle, diamond, pointingDown, cross, pentagon, bar

  /// The shape of the series at an index.
  static func of(series index: Int) -> Marker { allCases[index % allCases.count] }

  /// The outline around a point, as path data.
  func outline(x: Double, y: Double, size: Double = 4) -> String {
    if self == .circle { return Self.circle(x: x, y: y, radius: size) }
    let corners = corners.map { corner in
      coordinate(x + corner.0 * size) + " " + coordinate(y + corner.1 * size)
    }
    return "M" + corners.joined(separator: "L") + "Z"
  }

  private var corners: [(Double, Double)] {
    switch self {
    case .circle: []
    case .square: [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
    case .triangle: [(0, -1.2), (1.1, 0.8), (-1.1, 0.8)]
    case .diamond: [(0, -1.25), (1.1, 0), (0, 1.25), (-1.1, 0)]
    case .pointingDown: [(0, 1.2), (1.1, -0.8), (-1.1, -0.8)]
    case .cross:
      [
        (-0.4, -1.1), (0.4, -1.1), (0.4, -0.4), (1.1, -0.4), (1.1, 0.4), (0.4, 0.4), (0.4, 1.1),
        (-0.4, 1.1), (-0.4, 0.4), (-1.1, 0.4), (-1.1, -0.4), (-0.4, -0.4),
      ]
    case .pentagon: [(0, -1.15), (1.1, -0.35), (0.7, 0.95), (-0.7, 0.95), (-1.1, -0.35)]
    case .bar: [(-1.2, -0.5), (1.2, -0.5), (1.2, 0.5), (-1.2, 0.5)]
    }
  }

  private static func circle(x: Double, y: Double, radius: Double) -> String {
    let r = coordinate(radius)
    let d = coordinate(2 * radius)
    return "M\(coordinate(x - radius)) \(coordinate(y))a\(r) \(r) 0 1 0 \(d) 0"
      + "a\(r) \(r) 0 1 0 -\(d) 0Z"
  }
}
