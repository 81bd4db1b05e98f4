/// Which rows count as highly influential.
public enum HighInfluence: Hashable, Sendable {
  /// The rows whose score exceeds the quantile at 1 − `tau` (Hyndman–Fan 7), strictly: with ties at
  /// the threshold the set is smaller than τn, and on constant scores it is empty.
  case quantile(tau: Double)
  /// The `count` largest scores; ties go to the smaller id.
  case top(count: Int)

  /// The ⌈τn⌉ largest of `n` scores, with the product snapped to a whole number within 1e-9.
  public static func top(tau: Double, of n: Int) -> HighInfluence {
    let product = tau * Double(n)
    let nearest = product.rounded()
    let snapped = abs(product - nearest) < 1e-9 ? nearest : product.rounded(.up)
    return .top(count: Int(snapped))
  }

  /// The indices of the highly influential rows, ascending.
  ///
  /// - Parameters:
  ///   - scores: one score per row; larger means more helpful.
  ///   - ids: what breaks ties, by default the indices.
  public func rows(of scores: [Double], ids: [Int64]? = nil) -> [Int] {
    switch self {
    case .quantile(let tau):
      guard let threshold = Statistics.quantile(scores, 1 - tau) else { return [] }
      return scores.indices.filter { scores[$0] > threshold }
    case .top(let count):
      let order = scores.indices.sorted { a, b in
        if scores[a] != scores[b] { return scores[a] > scores[b] }
        return ids.map { $0[a] < $0[b] } ?? (a < b)
      }
      return order.prefix(max(0, count)).sorted()
    }
  }
}
