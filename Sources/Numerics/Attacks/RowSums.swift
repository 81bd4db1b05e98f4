internal import CKernels

/// For each of many targets, some rows of a matrix with a factor for each of its outputs: a sparse
/// matrix, whose outputs share their columns.
struct RowSums {
  private let outputs: Int
  private var begins: [Int32] = [0]
  private var rows: [Int32] = []
  private var factors: [Double] = []

  init(outputs: Int = 1) { self.outputs = outputs }

  /// How many targets have been ended.
  var targets: Int { begins.count - 1 }
  /// How many rows are added up for all targets together.
  var count: Int { rows.count }

  /// A row with one factor, for targets of one output.
  mutating func append(row: Int, times factor: Double) {
    rows.append(Int32(truncatingIfNeeded: row))
    factors.append(factor)
  }

  /// A row with a factor for each output, all of them times `sign`.
  mutating func append(row: Int, times factors: UnsafeBufferPointer<Double>, sign: Double) {
    rows.append(Int32(truncatingIfNeeded: row))
    for factor in factors { self.factors.append(sign * factor) }
  }

  mutating func endTarget() { begins.append(Int32(truncatingIfNeeded: rows.count)) }

  /// sums[t·outputs + c] ← sums + Σ factor[c]·matrix[row] for every target t and output c, each sum in
  /// the order of appending.
  func add(of matrix: Strips, to sums: inout Matrix<Double>) {
    precondition(
      sums.rows == targets * outputs && sums.columns == matrix.columns, "one sum an output")
    guard !rows.isEmpty else { return }
    matrix.elements.withUnsafeBufferPointer { strips in
      sums.withUnsafeMutableBufferPointer { target in
        malleus_add_rows(
          malleus_kernel_fastest, strips.baseAddress, CInt(matrix.rows), CInt(matrix.columns),
          CInt(targets), CInt(outputs), begins, rows, factors, target.baseAddress)
      }
    }
  }
}

/// A matrix in the order in which its rows are quickly added up.
struct Strips: Sendable {
  let rows: Int
  let columns: Int
  fileprivate var elements: Matrix<Double>

  init(_ matrix: Matrix<Double>) {
    let (matrixRows, matrixColumns) = (matrix.rows, matrix.columns)
    (rows, columns) = (matrixRows, matrixColumns)
    elements = Matrix(rows: rows, columns: columns)
    matrix.withUnsafeBufferPointer { matrix in
      elements.withUnsafeMutableBufferPointer { strips in
        malleus_pack_strips(
          matrix.baseAddress, CInt(matrixRows), CInt(matrixColumns), strips.baseAddress)
      }
    }
  }
}
