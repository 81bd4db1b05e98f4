/// Sums down the columns of tall matrices, in blocks of rows and then in block order.
extension Matrix<Double> {
  private static var rowsPerSum: Int { 512 }

  /// Σ_i a_ij·b_ij for each column j.
  static func columnDots(_ a: Matrix, _ b: Matrix, on cores: Cores) -> [Double] {
    precondition(a.rows == b.rows && a.columns == b.columns, "columns of different shapes")
    let width = a.columns
    let blocks = Blocks(of: a.rows, size: rowsPerSum)
    let parts = cores.map(blocks.count) { index -> [Double] in
      [Double](unsafeUninitializedCapacity: width) { sums, filled in
        sums.initialize(repeating: 0)
        for row in blocks[index] {
          let (x, y) = (a.buffer.start + row * width, b.buffer.start + row * width)
          for column in 0..<width { sums[column] += x[column] * y[column] }
        }
        filled = width
      }
    }
    var sums = [Double](repeating: 0, count: width)
    for part in parts ?? [] {
      for column in 0..<width { sums[column] += part[column] }
    }
    return parts == nil ? sums.map { _ in .nan } : sums
  }

  /// The length of each column, also where squares of its elements are too small or too large for a number.
  func columnNorms(on cores: Cores) -> [Double] {
    Self.columnDots(self, self, on: cores).enumerated().map { column, square in
      let isExact = square > 1e-280 && square.isFinite || square.isNaN
      return isExact ? square.squareRoot() : scaledNorm(column)
    }
  }

  private func scaledNorm(_ column: Int) -> Double {
    var largest = 0.0
    for row in 0..<rows { largest = max(largest, abs(self[row, column])) }
    guard largest > 0, largest.isFinite else { return largest }
    var sum = 0.0
    for row in 0..<rows {
      let share = self[row, column] / largest
      sum += share * share
    }
    return largest * sum.squareRoot()
  }

  /// self ← self·diag(scale) + other·diag(factors).
  mutating func combineColumns(
    scaledBy scale: [Double]?, adding other: Matrix, times factors: [Double], on cores: Cores
  ) {
    precondition(rows == other.rows && columns == other.columns, "columns of different shapes")
    let width = columns
    let kept = scale ?? []
    forEachBlock(of: Self.rowsPerSum, on: cores) { block, elements in
      kept.withUnsafeBufferPointer { kept in
        factors.withUnsafeBufferPointer { factors in
          for row in 0..<block.count {
            let source = other.buffer.start + (block.lowerBound + row) * width
            let target = UnsafeMutableBufferPointer(
              rebasing: elements[row * width..<(row + 1) * width])
            if kept.isEmpty {
              for column in 0..<width { target[column] += factors[column] * source[column] }
            } else {
              for column in 0..<width {
                target[column] = kept[column] * target[column] + factors[column] * source[column]
              }
            }
          }
        }
      }
    }
  }
}
