internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// One digit as line segments on the pixel grid, drawn with a round pen.
struct DigitDrawing: Sendable {
  private typealias Point = SIMD2<Double>

  private let segments: [(from: SIMD2<Double>, to: SIMD2<Double>)]
  private let radius: Double

  /// A digit turned, slanted, stretched and moved at random, by amounts at which it stays legible.
  init(_ digit: Int, size: Int, random: CounterRandom) {
    func draw(_ index: Int, _ range: ClosedRange<Double>) -> Double {
      range.lowerBound + random.uniform(index) * (range.upperBound - range.lowerBound)
    }
    let side = Double(size)
    let (turn, slant) = (draw(0, -0.2...0.2), draw(1, -0.2...0.2))
    let stretch = Point(draw(2, 0.8...1.1), draw(3, 0.85...1.1)) * (0.34 * side)
    let center = Point(draw(4, -0.06...0.06), draw(5, -0.06...0.06)) * side + side / 2
    radius = draw(6, 0.035...0.06) * side
    func place(_ point: Point) -> Point {
      let slanted = Point(point.x + slant * point.y, point.y) * stretch
      return Point(
        cos(turn) * slanted.x - sin(turn) * slanted.y,
        sin(turn) * slanted.x + cos(turn) * slanted.y) + center
    }
    segments = Self.strokes(digit).flatMap { stroke in
      let points = stroke.map(place)
      return zip(points, points.dropFirst()).map { (from: $0, to: $1) }
    }
  }

  /// How much of a pixel is inked, 0 to 1: its centre's distance to the nearest stroke, smoothed
  /// over the width of one pixel.
  func ink(x: Int, y: Int) -> Double {
    let pixel = Point(Double(x) + 0.5, Double(y) + 0.5)
    var nearest = Double.infinity
    for (from, to) in segments {
      let (along, toPixel) = (to - from, pixel - from)
      let length = (along * along).sum()
      let share = length > 0 ? min(1, max(0, (along * toPixel).sum() / length)) : 0
      let gap = toPixel - share * along
      nearest = min(nearest, (gap * gap).sum())
    }
    return min(1, max(0, radius + 0.5 - nearest.squareRoot()))
  }

  /// The strokes of a digit in a box from −1 to 1, y downwards.
  private static func strokes(_ digit: Int) -> [[Point]] {
    switch digit {
    case 0: [arc(0, 0, 0.6, 1, 0...360)]
    case 1: [[Point(-0.3, -0.6), Point(0.05, -1), Point(0.05, 1)]]
    case 2: [arc(0, -0.5, 0.6, 0.5, -180...40) + [Point(-0.6, 1), Point(0.65, 1)]]
    case 3: [arc(-0.05, -0.5, 0.55, 0.5, -150...90), arc(-0.05, 0.5, 0.6, 0.5, -90...150)]
    case 4: [[Point(0.3, 1), Point(0.3, -1), Point(-0.65, 0.35), Point(0.7, 0.35)]]
    case 5:
      [[Point(0.55, -1), Point(-0.4, -1), Point(-0.45, -0.1)] + arc(0, 0.4, 0.6, 0.6, -125...150)]
    case 6:
      [[Point(0.4, -1), Point(-0.25, -0.5), Point(-0.55, 0.3)], arc(0, 0.45, 0.55, 0.55, 0...360)]
    case 7: [[Point(-0.6, -1), Point(0.6, -1), Point(-0.15, 1)]]
    case 8: [arc(0, -0.5, 0.48, 0.48, 0...360), arc(0, 0.5, 0.58, 0.5, 0...360)]
    default:
      [arc(0, -0.45, 0.55, 0.55, 0...360), [Point(0.55, -0.45), Point(0.4, 1)]]
    }
  }

  /// Points on an ellipse between two angles in degrees, 0 to the right and 90 downwards.
  private static func arc(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ degrees: ClosedRange<Double>
  ) -> [Point] {
    let steps = 16
    return (0...steps).map { step in
      let share = Double(step) / Double(steps)
      let angle =
        (degrees.lowerBound + share * (degrees.upperBound - degrees.lowerBound)) * .pi / 180
      return Point(x + width * cos(angle), y + height * sin(angle))
    }
  }
}
