internal import CKernels

/// For each of many targets, some rows of a matrix and a factor for each: a sparse matrix.
struct RowSums {
  private var begins: [Int32] = [0]
  private var rows: [Int32] = []
  private var factors: [Double] = []

  /// How many targets have been ended.
  var targets: Int { begins.count - 1 }

  mutating func append(row: Int, times factor: Double) {
    rows.append(Int32(truncatingIfNeeded: row))
    factors.append(factor)
  }

  mutating func endTarget() { begins.append(Int32(truncatingIfNeeded: rows.count)) }

  mutating func removeAll() {
    begins.removeAll(keepingCapacity: true)
    begins.append(0)
    rows.removeAll(keepingCapacity: true)
    factors.removeAll(keepingCapacity: true)
  }

  /// sums[t] ← sums[t] + Σ factor·matrix[row] for every target t, each sum in the order of appending.
  func add(of matrix: Matrix<Double>, to sums: inout Matrix<Double>) {
    precondition(sums.rows == targets && sums.columns == matrix.columns, "one sum a target")
    guard !rows.isEmpty else { return }
    let columns = sums.columns
    matrix.withUnsafeBufferPointer { matrix in
      sums.withUnsafeMutableBufferPointer { target in
        malleus_add_rows(
          malleus_kernel_fastest, matrix.baseAddress, CInt(columns), CInt(targets), begins,
          rows, factors, target.baseAddress)
      }
    }
  }
}
