internal import Figures

/// The verdict on one printed figure from one measured value, and why.
struct Judgement {
  let verdict: Verdict
  /// One clause that says what the verdict rests on; empty where it says everything.
  let reason: String

  /// A measured value with what is known of it.
  struct Measured {
    var value: Double?
    var low: Double?
    var high: Double?
    var ordering: Ordering?
    var subset: String
    var isExact: Bool
  }

  private init(_ verdict: Verdict, _ reason: String) {
    self.verdict = verdict
    self.reason = reason
  }

  /// A figure that nothing measures.
  init(unmeasured reason: String) { self.init(.unmeasured, reason) }

  /// Judges `measured` beside `printed`; a `ratio` is a figure that compares two values itself.
  ///
  /// Overlapping intervals agree, whatever else is known. An exact value of all the data that does not agree stands for itself;
  /// for any other the ordering decides. A ratio carries its ordering with it: it holds when printed and measured
  /// values lie on the same side of 1, which a value without an interval is never known to do. A figure without rivals on
  /// the paper's own data has no ordering that could fail: that its size differs is all that is known, so it is listed with
  /// those of which only that differs, and the reason says that nothing is printed to order it against.
  init(_ measured: Measured, beside printed: PrintedValue, isRatio: Bool) {
    guard let value = measured.value, !value.isNaN else {
      self.init(unmeasured: "the measurement is undefined")
      return
    }
    let (low, high) = (measured.low ?? value, measured.high ?? value)
    let isWhole = measured.subset.isEmpty
    if printed.overlaps(low: low, high: high) {
      let isReached = printed.form == .range && !printed.overlaps(low: value, high: value)
      let words = [
        isReached ? "its interval reaches the printed range, \(Self.text(value)) does not" : nil,
        isWhole ? nil : "measured on \(measured.subset)",
      ]
      self.init(.agrees, words.compactMap { $0 }.joined(separator: "; "))
      return
    }
    if measured.isExact, isWhole {
      let breach = printed.form == .bound ? ", which breaks the printed bound" : ""
      self.init(
        .impossible, "read so, it is \(Self.text(value)) on the same data\(breach)")
      return
    }
    let size = Self.size(value, beside: printed)
    let place = isWhole ? "" : "; measured on \(measured.subset)"
    let isBounded = measured.isExact || (measured.low != nil && measured.high != nil)
    let side = isRatio ? Self.side(of: printed) : nil
    if side != nil, !isBounded {
      self.init(.disordered, "ours is not told apart from 1: nothing bounds it" + place)
      return
    }
    let ordering =
      isRatio ? side.map { Self.ordering(low: low, high: high, beside: $0) } : measured.ordering
    switch ordering ?? .alone {
    case .holds: self.init(.ordered, size + place)
    case .fails: self.init(.disordered, "ours stand the other way round" + place)
    case .undecided:
      self.init(.disordered, "ours are not told apart: the intervals overlap" + place)
    case .unresolved:
      self.init(
        .disordered, "ours are not told apart: run by run the difference may be none" + place)
    case .undefined:
      self.init(.disordered, "ours are not told apart: one is undefined" + place)
    case .alone:
      let words = isWhole ? "\(size); nothing is printed to order it against" : size + place
      self.init(isWhole ? .ordered : .subset, words)
    }
  }

  /// The side of 1 on which a ratio lies.
  private enum Side { case above, below }

  /// Nil where what is printed lies on both.
  private static func side(of printed: PrintedValue) -> Side? {
    if printed.low >= 1 { return .above }
    return printed.high <= 1 ? .below : nil
  }

  private static func ordering(low: Double, high: Double, beside side: Side) -> Ordering {
    if low > 1 { return side == .above ? .holds : .fails }
    if high < 1 { return side == .above ? .fails : .holds }
    return .undecided
  }

  /// "ours is 2.3 times the printed figure", or the nearer end of what is printed.
  private static func size(_ value: Double, beside printed: PrintedValue) -> String {
    let isBelow = value < printed.ends.lowerBound
    let nearest = isBelow ? printed.ends.lowerBound : printed.ends.upperBound
    let name =
      switch printed.form {
      case .figure, .magnitude: "the printed figure"
      case .range: "the nearer end of the printed range"
      case .bound: "the printed bound"
      }
    guard nearest != 0, value.isFinite, value / nearest > 0 else {
      return "ours is \(text(value)), \(isBelow ? "below" : "above") \(name)"
    }
    return "ours is \(NumberText.significant(value / nearest, digits: 2)) times \(name)"
  }

  private static func text(_ value: Double) -> String {
    NumberText.significant(value, digits: 3)
  }
}
