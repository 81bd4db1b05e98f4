/// Rows that are mostly one value each, as images before a plain ground are: that value, and what differs from it.
///
/// A product with a listed row takes one multiply-add for every element that differs, and one for all the others together:
/// Σ_k w_k·x_k = base·Σ_k w_k + Σ_listed w_k·(x_k − base).
struct ListedRows<Scalar: TrainingScalar>: Sendable {
  /// Rows in a row, with their lists one after the other.
  private struct Part: Sendable {
    var bases: [Scalar] = []
    var begins = [0]
    var columns: [UInt16] = []
    var values: [Scalar] = []
  }

  /// The most elements that one row lists.
  let longest: Int
  private let parts: [Part]

  private static var height: Int { 256 }

  /// The lists of padded rows; nil where they would not be worth it, with more than half of the elements of some 256 rows in them.
  init?(_ rows: PaddedRows<Scalar>, columns: Int, stride: Int, on cores: Cores) {
    guard columns <= Int(UInt16.max) else { return nil }
    let tiling = Blocks(of: rows.count, size: Self.height)
    let made = cores.map(tiling.count) { index in
      Self.part(tiling[index].lazy.map { rows.rows.start + $0 * stride }, columns: columns)
    }
    guard let made else { return nil }
    parts = made.compactMap { $0 }
    guard parts.count == tiling.count else { return nil }
    longest =
      parts.map { zip($0.begins, $0.begins.dropFirst()).map { $1 - $0 }.max() ?? 0 }.max() ?? 0
  }

  private static func part(
    _ rows: some Collection<UnsafeMutablePointer<Scalar>>, columns: Int
  ) -> Part? {
    var part = Part()
    for row in rows {
      let row = UnsafeBufferPointer(start: row, count: columns)
      let base = base(of: row)
      for (column, element) in row.enumerated() where element != base {
        part.columns.append(UInt16(column))
        part.values.append(element - base)
      }
      part.bases.append(base)
      part.begins.append(part.columns.count)
      guard 2 * part.columns.count <= rows.count * columns else { return nil }
    }
    return part
  }

  /// The smallest element, the largest or zero, whichever is there most often.
  private static func base(of row: UnsafeBufferPointer<Scalar>) -> Scalar {
    let (low, high) = (row.min() ?? 0, row.max() ?? 0)
    var (lows, highs, zeros) = (0, 0, 0)
    for element in row {
      if element == low { lows += 1 }
      if element == high { highs += 1 }
      if element == 0 { zeros += 1 }
    }
    return lows >= max(highs, zeros) ? low : highs >= zeros ? high : 0
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
}
