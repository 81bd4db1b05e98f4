/// The grid that a row's elements lie on: x_k = base + step·b_k with whole numbers b_k from 0, base the smallest or the largest element,
/// whichever is nearer to zero, so that dark images on white are as sparse as white ones on black.
///
/// The elements of an image that was standardised with one mean and scaled do: b are its bytes, or twice them after an
/// attack by half a level.
struct RowGrid: Sendable {
  let base: Double
  let step: Double
  /// Σ b_k.
  let total: Double
  /// Σ x_k.
  let sum: Double
  /// (Σ b_k²)^½.
  let norm: Double

  /// Squares of what is smaller, summed, stay finite.
  private static var huge: Double { 1e140 }

  /// How far an element may be from its place, over the row's largest: what rounding made of a byte on its way through
  /// division, shift, standardising and scaling.
  private static var slack: Double { 8 * 0x1p-52 }

  /// Finds the grid, coarse as can be, and writes b; nil when it would take more than `most` levels above zero.
  init?(
    _ row: UnsafeBufferPointer<Double>, levels: UnsafeMutablePointer<Int16>, atMost most: Int
  ) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for element in row { (low, high) = (min(low, element), max(high, element)) }
    let (base, range) = (abs(low) <= abs(high) ? low : high, high - low)
    guard max(abs(low), abs(high)) < Self.huge, let gap = Self.gap(row, base, range, most)
    else { return nil }
    let top = gap > 0 ? Self.nearest(range / gap) : 0
    let step = top > 0 ? (base == low ? range : -range) / top : 0
    let (scale, reach) = (top > 0 ? 1 / step : 0, Self.slack * max(abs(low), abs(high)))
    var (total, squares) = (0.0, 0.0)
    for (index, element) in row.enumerated() {
      let level = Self.nearest((element - base) * scale)
      guard abs(element - (base + step * level)) <= reach else { return nil }
      levels[index] = Int16(level)
      total += level
      squares += level * level
    }
    (self.base, self.step, self.total, norm) = (base, step, total, squares.squareRoot())
    sum = step * total + Double(row.count) * base
  }

  /// The greatest common divisor of the distances to the base, in the sense of Euclid with room for rounding.
  private static func gap(
    _ row: UnsafeBufferPointer<Double>, _ base: Double, _ range: Double, _ most: Int
  ) -> Double? {
    let (noise, smallest) = (range * 1e-8, range / (Double(most) + 0.5))
    var (gap, scale) = (range, range > 0 ? 1 / range : 0)
    for element in row {
      let distance = abs(element - base)
      let rest = abs(distance - nearest(distance * scale) * gap)
      guard rest > noise else { continue }
      gap = divisor(gap, rest, noise)
      guard gap > smallest else { return nil }
      scale = 1 / gap
    }
    return gap
  }

  private static func divisor(_ a: Double, _ b: Double, _ noise: Double) -> Double {
    var (a, b) = (a, b)
    while b > noise { (a, b) = (b, abs(a - nearest(a / b) * b)) }
    return a
  }

  /// The nearest whole number, for what is small beside 2⁵²; without a call, as it is asked twice for every element.
  private static func nearest(_ x: Double) -> Double { x + 0x1.8p52 - 0x1.8p52 }
}
