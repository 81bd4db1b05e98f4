import CKernels
import Testing

@Suite("Sums of rows") struct RowSumTests {
  /// Sums over a few rows of a matrix for three targets, the second of them empty.
  static func sums(_ kernel: malleus_kernel, columns: Int, outputs: Int) -> [Double] {
    let matrix: [Double] = TrainingKernelTests.values(9 * columns, 1)
    var strips = [Double](repeating: 0, count: matrix.count)
    malleus_pack_strips(matrix, 9, CInt(columns), &strips)
    var sums: [Double] = TrainingKernelTests.values(3 * outputs * columns, 2)
    malleus_add_rows(
      kernel, strips, 9, CInt(columns), 3, CInt(outputs), begins, rows,
      factors(outputs), &sums)
    return sums
  }

  static let begins: [Int32] = [0, 4, 4, 6]
  static let rows: [Int32] = [8, 0, 3, 3, 7, 1]
  static func factors(_ outputs: Int) -> [Double] { TrainingKernelTests.values(6 * outputs, 3) }

  @Test(arguments: [1, 3, 4, 47, 48, 69, 117], [1, 2, 3, 7, 10])
  func `are those of the definition, with the same bits by the portable loops`(
    columns: Int, outputs: Int
  ) {
    let fastest = Self.sums(malleus_kernel_fastest, columns: columns, outputs: outputs)
    #expect(Self.sums(malleus_kernel_portable, columns: columns, outputs: outputs) == fastest)
    let matrix: [Double] = TrainingKernelTests.values(9 * columns, 1)
    let factors = Self.factors(outputs)
    var expected: [Double] = TrainingKernelTests.values(3 * outputs * columns, 2)
    for target in 0..<3 {
      for k in Int(Self.begins[target])..<Int(Self.begins[target + 1]) {
        for output in 0..<outputs {
          for column in 0..<columns {
            expected[(target * outputs + output) * columns + column] +=
              factors[k * outputs + output] * matrix[Int(Self.rows[k]) * columns + column]
          }
        }
      }
    }
    #expect(zip(fastest, expected).allSatisfy { abs($0 - $1) < 1e-14 })
  }
}
