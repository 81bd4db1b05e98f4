/// δ·Mᵀ = Σ_c (∂loss/∂f_c) Σ_{r open} a_rc·M_r along a path on which few gates open or close between two steps.
///
/// The inner sums are kept, and only the units whose gates changed are added or subtracted: for each pair of outputs c and e
/// to the sums with (a_rc + a_re)/2 and (a_rc − a_re)/2, one of which is zero where all weights are ±1.
struct BackwardTrail<Scalar: TrailScalar> {
  private let target: ComposedNetwork<Scalar>
  /// A as gradients flow back through it, scaled by 1/√m; in pairs where inner sums are kept.
  private let signs: Matrix<Scalar>
  /// Whether the inner sums are kept; they pay only on longer paths than there are classes.
  private let keepsSums: Bool
  /// Which gates the inner sums hold open: 1 if so.
  private var open: [UInt8]
  /// How many of them send a gradient back, in each row.
  private var openCounts: [Int]
  /// Whether a unit sends any back: not where its signs are all zero.
  private let isSending: [Bool]
  /// A sum for each row and output, those of a row one below the other.
  private var inner: Matrix<Scalar>
  private var isAtStart = true

  init(_ target: ComposedNetwork<Scalar>, loss: OutputLoss, rows: Int, steps: Int) {
    self.target = target
    let outputs = target.output.columns
    keepsSums = steps >= 2 * outputs
    let centred = loss.backward(target.output)
    var signs = keepsSums ? Self.paired(target.output, without: centred) : centred
    signs.scale(by: 1 / Double(target.width).squareRoot())
    self.signs = signs.converted(to: Scalar.self)
    isSending = (0..<target.width).map { signs.row($0).contains { $0 != 0 } }
    open = Array(repeating: 0, count: keepsSums ? rows * target.width : 0)
    openCounts = Array(repeating: 0, count: keepsSums ? rows : 0)
    inner = Matrix(rows: keepsSums ? rows * outputs : 0, columns: target.columns)
  }

  /// Makes the sums anew with the next gradient.
  mutating func startAnew() {
    guard keepsSums else { return }
    open = Array(repeating: 0, count: open.count)
    openCounts = Array(repeating: 0, count: openCounts.count)
    inner = Matrix(rows: inner.rows, columns: inner.columns)
    isAtStart = true
  }

  /// Half the sum and half the difference of each two columns; an odd last one stays.
  ///
  /// Weights are not centred, which would leave neither of a pair zero; but a unit through which centred ones send no
  /// gradient has none here either, not even a rounding error.
  private static func paired(
    _ signs: Matrix<Double>, without centred: Matrix<Double>
  ) -> Matrix<Double> {
    var paired = signs
    for row in 0..<signs.rows {
      guard centred.row(row).contains(where: { $0 != 0 }) else {
        for column in 0..<signs.columns { paired[row, column] = 0 }
        continue
      }
      for first in stride(from: 0, to: signs.columns - 1, by: 2) {
        let (a, b) = (signs[row, first], signs[row, first + 1])
        paired[row, first] = (a + b) / 2
        paired[row, first + 1] = (a - b) / 2
      }
    }
    return paired
  }

  /// δ·Mᵀ for ∂loss/∂f, where the gates of positive activations are open.
  mutating func gradient(
    for slopes: Matrix<Double>, activations: Matrix<Scalar>
  ) -> Matrix<Scalar> {
    guard keepsSums else { return gradientAnew(for: slopes, activations) }
    updateInnerSums(activations)
    var gradient = Matrix<Scalar>(rows: slopes.rows, columns: target.columns)
    for row in 0..<slopes.rows {
      gradient.withUnsafeMutableRow(row) { gradient in
        for output in 0..<slopes.columns {
          let factor = Scalar(Self.pairedSlope(slopes, row, output))
          inner.withUnsafeRow(row * slopes.columns + output) { inner in
            for column in gradient.indices { gradient[column] += factor * inner[column] }
          }
        }
      }
    }
    return gradient
  }

  /// What an inner sum of a pair is multiplied with: a·s + b·t = (a + b)/2·(s + t) + (a − b)/2·(s − t).
  private static func pairedSlope(_ slopes: Matrix<Double>, _ row: Int, _ output: Int) -> Double {
    if output % 2 == 1 { return slopes[row, output - 1] - slopes[row, output] }
    let isAlone = output == slopes.columns - 1
    return isAlone ? slopes[row, output] : slopes[row, output] + slopes[row, output + 1]
  }

  private func gradientAnew(
    for slopes: Matrix<Double>, _ activations: Matrix<Scalar>
  ) -> Matrix<Scalar> {
    var sums = RowSums<Scalar>()
    let factors = Matrix.product(
      slopes.converted(to: Scalar.self), transposed: false, signs, transposed: true, on: .one)
    for row in 0..<slopes.rows {
      for unit in 0..<target.width where activations[row, unit] > 0 {
        sums.append(row: unit, times: factors[row, unit])
      }
      sums.endTarget()
    }
    var gradient = Matrix<Scalar>(rows: slopes.rows, columns: target.columns)
    sums.add(of: target.backward, to: &gradient)
    return gradient
  }

  /// Adds the units whose gates have opened to the inner sums, and subtracts those that have closed.
  ///
  /// At the start each row's are those that differ from the row before, as many gates are the same for both.
  private mutating func updateInnerSums(_ activations: Matrix<Scalar>) {
    let width = target.width
    var sums = RowSums<Scalar>()
    var turned: [(unit: Int, sign: Scalar)] = []
    for row in 0..<activations.rows {
      turned.removeAll(keepingCapacity: true)
      if isAtStart, row > 0 {
        open.replaceSubrange(
          row * width..<(row + 1) * width, with: open[(row - 1) * width..<row * width])
        openCounts[row] = openCounts[row - 1]
      }
      turnGates(row, activations, &turned)
      for (unit, sign) in turned where isSending[unit] { openCounts[row] += sign > 0 ? 1 : -1 }
      for output in 0..<signs.columns {
        for (unit, sign) in turned where signs[unit, output] != 0 {
          sums.append(row: unit, times: sign * signs[unit, output])
        }
        sums.endTarget()
      }
    }
    sums.add(of: target.backward, to: &inner)
    if isAtStart { addRowBefore() }
    isAtStart = false
    clearClosedRows()
  }

  /// Where no open gate sends a gradient there is none, not even what rounding leaves of it: an attack would follow its signs.
  private mutating func clearClosedRows() {
    for row in openCounts.indices where openCounts[row] == 0 {
      for output in row * signs.columns..<(row + 1) * signs.columns {
        inner.withUnsafeMutableRow(output) { $0.update(repeating: 0) }
      }
    }
  }

  /// Makes differences between rows the sums of each.
  private mutating func addRowBefore() {
    let step = signs.columns * target.columns
    inner.withUnsafeMutableBufferPointer { inner in
      for index in inner.indices.dropFirst(step) { inner[index] += inner[index - step] }
    }
  }

  /// Opens and closes the gates of a row, and tells those that turned: 1 for open, −1 for closed.
  private mutating func turnGates(
    _ row: Int, _ activations: Matrix<Scalar>, _ turned: inout [(unit: Int, sign: Scalar)]
  ) {
    let width = target.width
    activations.withUnsafeRow(row) { activations in
      open.withUnsafeMutableBufferPointer { open in
        let open = UnsafeMutableBufferPointer(rebasing: open[row * width..<(row + 1) * width])
        // Most pieces have none that turned, which takes a few instructions to see.
        for start in stride(from: 0, to: width, by: 32) {
          let piece = start..<min(start + 32, width)
          var difference: UInt8 = 0
          for unit in piece { difference |= open[unit] ^ (activations[unit] > 0 ? 1 : 0) }
          guard difference != 0 else { continue }
          for unit in piece where (open[unit] == 1) != (activations[unit] > 0) {
            open[unit] ^= 1
            turned.append((unit, open[unit] == 1 ? 1 : -1))
          }
        }
      }
    }
  }
}
