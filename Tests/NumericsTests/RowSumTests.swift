import CKernels
import Testing

@Suite("Sums of rows") struct RowSumTests {
  /// Sums over a few rows of a 9×columns matrix for three targets, the second of them empty.
  struct Case<Scalar: BinaryFloatingPoint> {
    let columns: Int
    let matrix: [Scalar]
    let factors: [Scalar] = TrainingKernelTests.values(6, 3)
    let begins: [Int32] = [0, 4, 4, 6]
    let rows: [Int32] = [8, 0, 3, 3, 7, 1]

    init(columns: Int) {
      self.columns = columns
      matrix = TrainingKernelTests.values(9 * columns, 1)
    }

    var start: [Scalar] { TrainingKernelTests.values(3 * columns, 2) }

    /// The definition, in double precision.
    var expected: [Double] {
      var sums = start.map { Double($0) }
      for target in 0..<3 {
        for k in Int(begins[target])..<Int(begins[target + 1]) {
          for column in 0..<columns {
            sums[target * columns + column] +=
              Double(factors[k]) * Double(matrix[Int(rows[k]) * columns + column])
          }
        }
      }
      return sums
    }
  }

  /// The sums by the C loops of one element type.
  static func sums<Scalar>(
    _ sums: Case<Scalar>, _ kernel: malleus_kernel,
    pack: (UnsafePointer<Scalar>?, CInt, CInt, UnsafeMutablePointer<Scalar>?) -> Void,
    add: (
      malleus_kernel, UnsafePointer<Scalar>?, CInt, CInt, CInt, UnsafePointer<Int32>?,
      UnsafePointer<Int32>?, UnsafePointer<Scalar>?, UnsafeMutablePointer<Scalar>?
    ) -> Void
  ) -> [Scalar] {
    var strips = [Scalar](repeating: 0, count: sums.matrix.count)
    pack(sums.matrix, 9, CInt(sums.columns), &strips)
    var result = sums.start
    add(kernel, strips, 9, CInt(sums.columns), 3, sums.begins, sums.rows, sums.factors, &result)
    return result
  }

  static func double(_ kernel: malleus_kernel, _ sums: Case<Double>) -> [Double] {
    Self.sums(sums, kernel, pack: malleus_pack_strips_f64, add: malleus_add_rows_f64)
  }

  static func single(_ kernel: malleus_kernel, _ sums: Case<Float>) -> [Float] {
    Self.sums(sums, kernel, pack: malleus_pack_strips_f32, add: malleus_add_rows_f32)
  }

  @Test(arguments: [1, 3, 4, 7, 8, 47, 48, 69, 96, 117, 239])
  func `are those of the definition, with the same bits by loops of every width`(columns: Int) {
    let double = Case<Double>(columns: columns)
    let fastest = Self.double(malleus_kernel_fastest, double)
    #expect(Self.double(malleus_kernel_narrow, double) == fastest)
    #expect(Self.double(malleus_kernel_portable, double) == fastest)
    #expect(zip(fastest, double.expected).allSatisfy { abs($0 - $1) < 1e-14 })

    let single = Case<Float>(columns: columns)
    let rounded = Self.single(malleus_kernel_fastest, single)
    #expect(Self.single(malleus_kernel_narrow, single) == rounded)
    #expect(Self.single(malleus_kernel_portable, single) == rounded)
    #expect(zip(rounded, single.expected).allSatisfy { abs(Double($0) - $1) < 1e-5 })
  }
}
