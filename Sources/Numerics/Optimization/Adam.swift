internal import CKernels

/// Adam (Kingma and Ba, 2015) with a pull towards a starting point.
///
/// With g' = g + ridge·(w − w₀): m ← β₁m + (1 − β₁)g', v ← β₂v + (1 − β₂)g'², w ← w − rate·m̂/(√v̂ + ε), where m̂ and v̂
/// are corrected for the bias of step t by 1 − β₁ᵗ and 1 − β₂ᵗ. Only correctly rounded operations in a fixed order, so the
/// bits do not depend on the processor.
public struct Adam<Scalar: RealScalar>: Sendable {
  /// The constants of the method, with the defaults of its authors.
  public struct Constants: Sendable, Equatable {
    /// The learning rate.
    public var rate = 1e-3
    /// β₁, by which the mean of the gradient decays.
    public var firstDecay = 0.9
    /// β₂, by which the mean of its square decays.
    public var secondDecay = 0.999
    /// ε, added outside the root after bias correction.
    public var epsilon = 1e-8

    /// The defaults, or another learning rate.
    public init(rate: Double = 1e-3) { self.rate = rate }
  }

  /// The constants in use.
  public let constants: Constants
  /// m, the decaying mean of the gradient.
  public private(set) var first: Matrix<Scalar>
  /// v, the decaying mean of its square.
  public private(set) var second: Matrix<Scalar>
  /// How many steps were taken.
  public private(set) var steps: Int

  /// No steps taken yet, for weights of this shape.
  public init(rows: Int, columns: Int, _ constants: Constants = Constants()) {
    self.init(
      constants, first: Matrix(rows: rows, columns: columns),
      second: Matrix(rows: rows, columns: columns), steps: 0)
  }

  /// Goes on from moments that were kept.
  public init(
    _ constants: Constants, first: Matrix<Scalar>, second: Matrix<Scalar>, steps: Int
  ) {
    precondition(
      first.rows == second.rows && first.columns == second.columns && steps >= 0,
      "moments of different shapes")
    self.constants = constants
    self.first = first
    self.second = second
    self.steps = steps
  }

  /// One step against `gradient`, with `ridge` times the way back to `start` added to it.
  public mutating func step(
    _ weights: inout Matrix<Scalar>, gradient: Matrix<Scalar>, ridge: Double = 0,
    start: Matrix<Scalar>, on cores: Cores
  ) {
    precondition(
      [weights, gradient, start].allSatisfy {
        $0.rows == first.rows && $0.columns == first.columns
      },
      "weights, gradient and start have the shape of the moments")
    steps += 1
    weights.makeUnique()
    first.makeUnique()
    second.makeUnique()
    let step = nextStep(ridge: ridge)
    let (w, m, v) = (weights.buffer, first.buffer, second.buffer)
    let pieces = Blocks(of: weights.count, size: 1 << 16)
    cores.forEach(pieces.count) { index in
      let piece = pieces[index]
      let offset = piece.lowerBound
      withUnsafePointer(to: step) { step in
        Scalar.routines.adam(
          step, piece.count, gradient.buffer.start + offset, start.buffer.start + offset,
          w.start + offset, m.start + offset, v.start + offset)
      }
    }
  }

  private func nextStep(ridge: Double) -> malleus_adam_step {
    malleus_adam_step(
      rate: constants.rate, first_decay: constants.firstDecay,
      first_rest: 1 - constants.firstDecay, second_decay: constants.secondDecay,
      second_rest: 1 - constants.secondDecay,
      first_correction: 1 - power(constants.firstDecay, steps),
      second_correction: 1 - power(constants.secondDecay, steps), epsilon: constants.epsilon,
      ridge: ridge)
  }

  /// base^exponent by squaring: no C library, whose last bit may differ.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
