/// The known name that a misspelt one most likely stands for, if any is close.
///
/// Names that differ only in case come first; otherwise the edit distance may be a third of the longer
/// name's length, at least 1. Equally near names are taken in alphabetical order.
public func nearest(_ name: String, in known: some Sequence<String>) -> String? {
  let scalars = Array(name.unicodeScalars)
  let folded = name.lowercased()
  guard !scalars.isEmpty, scalars.count <= 100 else { return nil }
  var best: (distance: Int, name: String)?
  for candidate in known where !candidate.isEmpty {
    let other = Array(candidate.unicodeScalars.prefix(200))
    let limit = max(1, max(scalars.count, other.count) / 3)
    guard abs(scalars.count - other.count) <= limit else { continue }
    let distance = candidate.lowercased() == folded ? 0 : editDistance(scalars, other)
    guard distance <= limit else { continue }
    if let best, (best.distance, best.name) <= (distance, candidate) { continue }
    best = (distance, candidate)
  }
  return best?.name
}

/// The least number of edits that turn `a` into `b`: the restricted Damerau–Levenshtein distance.
///
/// An edit is an insertion, a deletion, a substitution or a swap of neighbours, and no stretch is
/// edited twice (F. J. Damerau 1964; V. I. Levenshtein 1966; also called optimal string alignment):
/// d(i, j) = min(d(i−1, j) + 1, d(i, j−1) + 1, d(i−1, j−1) + [aᵢ ≠ bⱼ],
/// d(i−2, j−2) + 1 where aᵢ = bⱼ₋₁ and aᵢ₋₁ = bⱼ).
package func editDistance<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
  var (beforeLast, last) = ([Int](), Array(0...b.count))
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
