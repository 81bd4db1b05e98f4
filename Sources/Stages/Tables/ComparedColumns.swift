/// The columns of a comparison by which a ledger knows what was compared and how.
///
/// A report says them once in the caption, or not at all.
enum ComparedColumns {
  /// Which printed figure a row belongs to.
  static let figure = "figure"
  /// How the value was measured, in one sentence.
  static let manner = "protocol"
  /// What part of the paper's data or epochs was used; missing when it was all.
  static let subset = "subset"
  /// `yes` where the value is a property of the data, without seeds or training.
  static let exact = "exact"
  /// How the row stands to its rivals, an `Ordering`.
  static let ordering = "printed ordering"
  /// The figure as printed, where some of them are ranges, bounds or orders of magnitude.
  static let asPrinted = "as printed"

  static let provenance = [figure, manner, subset, exact]
}

/// Whether measured values stand to each other as the printed ones do.
enum Ordering: String {
  case holds
  case fails = "does not hold"
  case undecided = "not decided: intervals overlap"
  case unresolved = "not decided: the difference may be none"
  case alone = "nothing to compare with"
  case undefined
}
