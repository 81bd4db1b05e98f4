/// An error beside what it is measured by: a score's size, or a certified bound.
enum ErrorShare {
  /// 0 where there is neither, infinite where there is an error and nothing to measure it by, and not a number where either is
  /// none.
  static func of(_ error: Double, in scale: Double) -> Double {
    if error.isNaN || scale.isNaN { return .nan }
    return scale > 0 ? error / scale : (error > 0 ? .infinity : 0)
  }
}
