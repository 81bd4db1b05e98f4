internal import Pipeline

extension Influence {
  /// The places, here and in an influence on the same test rows after something was done, of the training rows that both have.
  func pairedRows(with after: Influence) throws(StageError) -> [(before: Int, after: Int)] {
    guard queryIds == after.queryIds else {
      throw .unsuitable(
        port: "after", cause: "it was measured on other test rows than ‘before’",
        remedy: "use the same queries for both")
    }
    let pairs = ids.places(in: after.ids)
    guard !pairs.isEmpty else {
      throw .unsuitable(
        port: "after", cause: "no training row is in both", remedy: "compare the same data")
    }
    return pairs.map { (before: $0.here, after: $0.there) }
  }
}

extension [Int64] {
  /// The places, here and in `others`, of the ids that both have, in the order here.
  func places(in others: [Int64]) -> [(here: Int, there: Int)] {
    let places = Dictionary(
      zip(others, others.indices), uniquingKeysWith: { first, _ in first })
    return indices.compactMap { here in places[self[here]].map { (here, $0) } }
  }
}
