internal import CKernels

/// For each of many targets, some rows of a matrix with a factor each: a sparse matrix.
struct RowSums<Scalar: TrailScalar> {
  private var begins: [Int32] = [0]
  private var rows: [Int32] = []
  private var factors: [Scalar] = []

  /// How many targets have been ended.
  var targets: Int { begins.count - 1 }
  /// How many rows are added up for all targets together.
  var count: Int { rows.count }

  mutating func append(row: Int, times factor: Scalar) {
    rows.append(Int32(truncatingIfNeeded: row))
    factors.append(factor)
  }

  mutating func endTarget() { begins.append(Int32(truncatingIfNeeded: rows.count)) }

  /// sums[t] ← sums + Σ factor·matrix[row] for every target t, each sum in the order of appending.
  func add(of matrix: Strips<Scalar>, to sums: inout Matrix<Scalar>) {
    precondition(sums.rows == targets && sums.columns == matrix.columns, "one sum a target")
    precondition(rows.count <= Int32.max, "\(rows.count) rows to add are more than are counted")
    guard !rows.isEmpty else { return }
    matrix.elements.withUnsafeBufferPointer { strips in
      sums.withUnsafeMutableBufferPointer { target in
        Scalar.rowLoops.add(
          malleus_kernel_fastest, strips.baseAddress, CInt(matrix.rows), CInt(matrix.columns),
          CInt(targets), begins, rows, factors, target.baseAddress)
      }
    }
  }
}

/// A matrix in the order in which its rows are quickly added up.
struct Strips<Scalar: TrailScalar>: Sendable {
  let rows: Int
  let columns: Int
  fileprivate var elements: Matrix<Scalar>

  init(_ matrix: Matrix<Scalar>) {
    let (matrixRows, matrixColumns) = (matrix.rows, matrix.columns)
    (rows, columns) = (matrixRows, matrixColumns)
    elements = Matrix(rows: rows, columns: columns)
    matrix.withUnsafeBufferPointer { matrix in
      elements.withUnsafeMutableBufferPointer { strips in
        Scalar.rowLoops.pack(
          matrix.baseAddress, CInt(matrixRows), CInt(matrixColumns), strips.baseAddress)
      }
    }
  }
}
