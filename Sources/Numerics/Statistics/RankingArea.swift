extension Statistics {
  /// The chance that a positive example scores higher than a negative one, ties counting half: the area under the receiver
  /// operating characteristic, from the sum of the positives' ranks (Mann and Whitney, 1947).
  ///
  /// Nil without examples of both kinds.
  public static func rankingArea(_ scores: [Double], isPositive: [Bool]) -> Double? {
    precondition(
      scores.count == isPositive.count, "\(scores.count) scores, \(isPositive.count) kinds")
    let positives = Double(isPositive.count { $0 })
    let negatives = Double(isPositive.count) - positives
    guard positives > 0, negatives > 0, !scores.contains(where: \.isNaN) else { return nil }
    let ranks = averageRanks(scores)
    let sum = zip(ranks, isPositive).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
    return (sum - positives * (positives + 1) / 2) / (positives * negatives)
  }
}
