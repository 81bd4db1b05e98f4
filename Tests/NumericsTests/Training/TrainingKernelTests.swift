import CKernels
import Testing

@Suite("Training loops") struct TrainingKernelTests {
  /// Values that differ in all bits, some of them negative.
  static func values<Scalar: BinaryFloatingPoint>(_ count: Int, _ seed: UInt64) -> [Scalar] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Scalar(Double(Int64(bitPattern: state) >> 11) * 0x1p-53)
    }
  }

  @Test(arguments: [1, 5, 6, 13, 48])
  func `the portable loops give the bits of the fastest ones in single precision`(units: Int) {
    func run(_ kernel: malleus_kernel) -> [Float] {
      let (columns, stride, classes, panels) = (29, 32, 3, 8)
      var gates = [UInt16](repeating: 0, count: units * panels)
      var outputs = [Float](repeating: 0, count: classes * 128)
      var hidden: [Float] = Self.values(units * stride, 1)
      let (start, output): ([Float], [Float]) = (
        Self.values(units * stride, 2), Self.values(units * classes, 3)
      )
      var first: [Float] = Self.values(units * stride, 4)
      var second = first.map { $0 * $0 }
      let delta: [Float] = Self.values(classes * 128, 5)
      let rows: [Float] = Self.values(128 * stride, 6)
      malleus_forward_f32(
        kernel, hidden, CInt(units), CInt(stride), output, CInt(classes),
        Self.values(128 * columns, 7), CInt(panels), CInt(columns), &gates, &outputs)
      var gradient = [Float](repeating: 0, count: units * stride)
      var scratch = [Double](repeating: 0, count: malleus_backward_scratch() / 8)
      var update = malleus_update(
        adam: true, rate: 0.01, ridge: 0.1, beta1: 0.9, beta2: 0.999, correction: 3, epsilon: 1e-8)
      let squares = hidden.withUnsafeMutableBufferPointer { hidden in
        first.withUnsafeMutableBufferPointer { first in
          second.withUnsafeMutableBufferPointer { second in
            start.withUnsafeBufferPointer { start in
              var weights = malleus_units_f32(
                hidden: hidden.baseAddress, first: first.baseAddress, second: second.baseAddress,
                start: start.baseAddress)
              return malleus_backward_f32(
                kernel, &update, malleus_part(begins: true, ends: true), &weights, CInt(units),
                CInt(stride), output, CInt(classes), rows, CInt(stride), gates, CInt(panels), delta,
                &gradient, &scratch)
            }
          }
        }
      }
      return hidden + first + second + gradient + outputs + gates.map { Float($0) }
        + [Float(squares)]
    }
    let portable = run(malleus_kernel_portable)
    #expect(run(malleus_kernel_fastest) == portable)
    #expect(run(malleus_kernel_narrow) == portable)
    #expect(portable.allSatisfy { $0.isFinite })
  }

  @Test func `the portable forward pass gives the bits of the fastest one in double precision`() {
    func run(_ kernel: malleus_kernel) -> [Double] {
      let (units, columns, stride, classes, panels) = (11, 405, 408, 2, 16)
      var gates = [UInt16](repeating: 0, count: units * panels)
      var outputs = [Double](repeating: 0, count: classes * 128)
      malleus_forward_f64(
        kernel, Self.values(units * stride, 1), CInt(units), CInt(stride),
        Self.values(units * classes, 3), CInt(classes), Self.values(128 * columns, 7),
        CInt(panels), CInt(columns), &gates, &outputs)
      return outputs + gates.map { Double($0) }
    }
    let portable = run(malleus_kernel_portable)
    #expect(run(malleus_kernel_fastest) == portable)
    #expect(run(malleus_kernel_narrow) == portable)
  }

  @Test(
    arguments: [malleus_kernel_fastest, malleus_kernel_narrow, malleus_kernel_portable],
    [40, 69, 71, 90, 100])
  func `the gradient is one chain of fused multiply-adds over open rows, however many there are`(
    kernel: malleus_kernel, openPercent: Int
  ) {
    let (units, columns, classes, rowCount) = (13, 152, 3, 100)
    var hidden: [Float] = Self.values(units * columns, 1)
    let (start, output): ([Float], [Float]) = (hidden, Self.values(units * classes, 3))
    let delta: [Float] = Self.values(classes * 128, 5)
    var rows: [Float] = Self.values(128 * columns, 6)
    for index in rowCount * columns..<rows.count { rows[index] = .nan }
    var gates = [UInt16](repeating: 0, count: units * 8)
    let draws: [Double] = Self.values(units * 128, 7)
    func isOpen(_ unit: Int, _ row: Int) -> Bool {
      row < rowCount && abs(draws[unit * 128 + row]) * 100 < Double(openPercent)
    }
    for unit in 0..<units {
      for row in 0..<128 where isOpen(unit, row) { gates[unit * 8 + row / 16] |= 1 << (row % 16) }
    }
    var gradient = [Float](repeating: 0, count: units * columns)
    var scratch = [Double](repeating: 0, count: malleus_backward_scratch() / 8)
    var update = malleus_update(
      adam: false, rate: 0, ridge: 0, beta1: 0, beta2: 0, correction: 1, epsilon: 1)
    hidden.withUnsafeMutableBufferPointer { hidden in
      start.withUnsafeBufferPointer { start in
        var weights = malleus_units_f32(
          hidden: hidden.baseAddress, first: nil, second: nil, start: start.baseAddress)
        _ = malleus_backward_f32(
          kernel, &update, malleus_part(begins: true, ends: true), &weights, CInt(units),
          CInt(columns), output, CInt(classes), rows, CInt(columns), gates, 8, delta, &gradient,
          &scratch)
      }
    }
    for unit in 0..<units {
      var expected = [Float](repeating: 0, count: columns)
      for row in 0..<rowCount where isOpen(unit, row) {
        let slope = (0..<classes).reduce(Float(0)) {
          $0.addingProduct(output[unit * classes + $1], delta[$1 * 128 + row])
        }
        for column in 0..<columns {
          expected[column] = expected[column].addingProduct(slope, rows[row * columns + column])
        }
      }
      #expect(Array(gradient[unit * columns..<(unit + 1) * columns]) == expected)
    }
  }

  @Test func `outputs are sums over active units`() {
    let (units, columns, classes) = (7, 3, 2)
    let hidden: [Float] = Self.values(units * 8, 1)
    let panels: [Float] = Self.values(128 * columns, 2)
    let output: [Float] = Self.values(units * classes, 3)
    var gates = [UInt16](repeating: 0, count: units * 8)
    var outputs = [Float](repeating: 0, count: classes * 128)
    malleus_forward_f32(
      malleus_kernel_fastest, hidden, CInt(units), 8, output, CInt(classes), panels, 8,
      CInt(columns), &gates, &outputs)
    for row in 0..<128 {
      let (panel, lane) = (row / 16, row % 16)
      var sums = [Float](repeating: 0, count: classes)
      for unit in 0..<units {
        let z = (0..<columns).reduce(Float(0)) {
          $0 + hidden[unit * 8 + $1] * panels[panel * 16 * columns + $1 * 16 + lane]
        }
        #expect((gates[unit * 8 + panel] >> UInt16(lane) & 1 == 1) == (z > 0))
        for index in 0..<classes { sums[index] += output[unit * classes + index] * max(0, z) }
      }
      for index in 0..<classes { #expect(abs(outputs[index * 128 + row] - sums[index]) < 1e-5) }
    }
  }
}
