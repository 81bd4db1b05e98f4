/// Rows that are mostly one value each, as images before a plain ground are: that value, and what differs from it.
///
/// A product with a listed row takes one multiply-add for every element that differs, and one for all the others together:
/// Σ_k w_k·x_k = base·Σ_k w_k + Σ_listed w_k·(x_k − base).
struct ListedRows<Scalar: TrainingScalar>: Sendable {
  /// Some rows, with their lists one after the other.
  private struct Part: Sendable {
    var bases: [Scalar] = []
    var begins = [0]
    var columns: [UInt16] = []
    var values: [Scalar] = []

    var longest: Int { zip(begins, begins.dropFirst()).map { $1 - $0 }.max() ?? 0 }

    init?(_ rows: [UnsafeBufferPointer<Scalar>]) {
      for row in rows {
        let (base, count) = ListedRows.base(of: row)
        bases.append(base)
        begins.append((begins.last ?? 0) + row.count - count)
      }
      let (listed, all) = (begins.last ?? 0, rows.reduce(0) { $0 + $1.count })
      guard 2 * listed <= all else { return nil }
      columns.reserveCapacity(listed)
      values.reserveCapacity(listed)
      for (row, base) in zip(rows, bases) {
        for (column, element) in row.enumerated() where element != base {
          columns.append(UInt16(column))
          values.append(element - base)
        }
      }
    }
  }

  /// The most elements that one row lists.
  let longest: Int
  private let parts: [Part]

  private static var height: Int { 256 }

  /// The lists of padded rows; nil where they would not be worth it, with more than half of the elements of some 256 rows in
  /// them.
  init?(_ rows: PaddedRows<Scalar>, columns: Int, stride: Int, on cores: Cores) {
    guard columns <= Int(UInt16.max) else { return nil }
    let tiling = Blocks(of: rows.count, size: Self.height)
    @Sendable func part(_ index: Int) -> Part? {
      let starts = tiling[index].map { rows.rows.start + $0 * stride }
      return Part(starts.map { UnsafeBufferPointer(start: $0, count: columns) })
    }
    // Most rows that are not worth it are found out by the first of them.
    guard tiling.count > 0, let first = part(0),
      let others = cores.map(tiling.count - 1, { part($0 + 1) })
    else { return nil }
    parts = [first] + others.compactMap { $0 }
    guard parts.count == tiling.count else { return nil }
    longest = parts.map(\.longest).max() ?? 0
  }

  /// The value of one row, and the columns and amounts by which it differs.
  func withRow(
    _ row: Int,
    _ body: (Scalar, UnsafeBufferPointer<UInt16>, UnsafeBufferPointer<Scalar>) -> Void
  ) {
    let (part, offset) = (parts[row / Self.height], row % Self.height)
    let range = part.begins[offset]..<part.begins[offset + 1]
    part.columns.withUnsafeBufferPointer { columns in
      part.values.withUnsafeBufferPointer { values in
        body(
          part.bases[offset], UnsafeBufferPointer(rebasing: columns[range]),
          UnsafeBufferPointer(rebasing: values[range]))
      }
    }
  }

  /// The smallest element, the largest or zero, whichever is there most often, and how often.
  private static func base(of row: UnsafeBufferPointer<Scalar>) -> (value: Scalar, count: Int) {
    let (low, high) = (row.min() ?? 0, row.max() ?? 0)
    var (lows, highs, zeros) = (0, 0, 0)
    for element in row {
      if element == low { lows += 1 }
      if element == high { highs += 1 }
      if element == 0 { zeros += 1 }
    }
    if lows >= max(highs, zeros) { return (low, lows) }
    return highs >= zeros ? (high, highs) : (0, zeros)
  }
}
