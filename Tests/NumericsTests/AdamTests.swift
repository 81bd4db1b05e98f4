import CKernels
import Numerics
import Testing

@Suite("Adam") struct AdamTests {
  static let available = [MALLEUS_ADAM_PORTABLE, MALLEUS_ADAM_AVX2]
    .filter { malleus_adam_available($0) }

  static let step = malleus_adam_step(
    rate: 1e-3, first_decay: 0.9, first_rest: 1 - 0.9, second_decay: 0.999,
    second_rest: 1 - 0.999, first_correction: 0.19, second_correction: 0.002, epsilon: 1e-8,
    ridge: 0.01)

  /// The definition, one weight at a time, with the constants rounded once.
  static func reference<Scalar: BinaryFloatingPoint>(
    _ g: Scalar, _ start: Scalar, _ state: (w: Scalar, m: Scalar, v: Scalar)
  ) -> (w: Scalar, m: Scalar, v: Scalar) {
    let pulled = g + Scalar(step.ridge) * (state.w - start)
    let m = Scalar(step.first_decay) * state.m + Scalar(step.first_rest) * pulled
    let v = Scalar(step.second_decay) * state.v + Scalar(step.second_rest) * (pulled * pulled)
    let root = (v / Scalar(step.second_correction)).squareRoot()
    let direction = (m / Scalar(step.first_correction)) / (root + Scalar(step.epsilon))
    return (state.w - Scalar(step.rate) * direction, m, v)
  }

  @Test(arguments: available, [1, 2, 3, 4, 7, 8, 9, 33])
  func `takes the same step in every variant, to the last bit`(
    variant: malleus_adam_variant, count: Int
  ) {
    let random = CounterRandom(seed: 1, purpose: "adam")
    var state = (0..<3).map { part in (0..<count).map { random.substream(part).normal($0) } }
    state[2] = state[2].map { $0 * $0 }
    let (g, start) = ((0..<count).map { random.normal($0) }, state[1])
    let expected = (0..<count).map {
      Self.reference(g[$0], start[$0], (state[0][$0], state[1][$0], state[2][$0]))
    }
    let single = state.map { $0.map { Float($0) } }
    let (g32, start32) = (g.map { Float($0) }, start.map { Float($0) })
    let expected32 = (0..<count).map {
      Self.reference(g32[$0], start32[$0], (single[0][$0], single[1][$0], single[2][$0]))
    }
    var (step, w, m, v) = (Self.step, state[0], state[1], state[2])
    malleus_adam_double(variant, &step, count, g, start, &w, &m, &v)
    #expect(w == expected.map(\.w) && m == expected.map(\.m) && v == expected.map(\.v))
    var (w32, m32, v32) = (single[0], single[1], single[2])
    malleus_adam_float(variant, &step, count, g32, start32, &w32, &m32, &v32)
    #expect(
      w32 == expected32.map(\.w) && m32 == expected32.map(\.m) && v32 == expected32.map(\.v))
  }

  @Test func `first moves every weight by the rate against the sign of its gradient`() {
    var adam = Adam<Double>(rows: 1, columns: 3)
    var weights = Matrix<Double>(rows: 1, columns: 3)
    adam.step(
      &weights, gradient: Matrix([[5, -0.25, 0]]), start: Matrix(rows: 1, columns: 3), on: .one)
    #expect(abs(weights[0, 0] + 1e-3) < 1e-11)
    #expect(abs(weights[0, 1] - 1e-3) < 1e-10)
    #expect(weights[0, 2] == 0)
    #expect(adam.steps == 1)
  }

  @Test func `goes on from kept moments, and gives the same bits on 1, 2 and 7 threads`() {
    let random = CounterRandom(seed: 2, purpose: "adam")
    let gradients: [Matrix<Float>] = (0..<4).map {
      random.substream($0).normals(rows: 300, columns: 401, on: .one)
    }
    let start: Matrix<Float> = random.normals(rows: 300, columns: 401, on: .one)
    func run(_ cores: Cores, stoppingAt stop: Int?) -> Matrix<Float> {
      var weights = start
      var adam = Adam<Float>(rows: 300, columns: 401)
      for (index, gradient) in gradients.enumerated() {
        if index == stop {
          adam = Adam(adam.constants, first: adam.first, second: adam.second, steps: adam.steps)
        }
        adam.step(&weights, gradient: gradient, ridge: 0.1, start: start, on: cores)
      }
      return weights
    }
    let one = run(.one, stoppingAt: nil)
    #expect(one != start)
    #expect(run(Cores(2), stoppingAt: 2) == one)
    #expect(run(Cores(7), stoppingAt: nil) == one)
  }

  @Test func `finds the bottom of a bowl`() {
    var adam = Adam<Double>(rows: 1, columns: 2, .init(rate: 0.05))
    var weights = Matrix<Double>([[3, -2]])
    for _ in 0..<2000 {
      adam.step(
        &weights, gradient: Matrix([[weights[0, 0] - 1, 10 * weights[0, 1]]]),
        start: Matrix(rows: 1, columns: 2), on: .one)
    }
    #expect(largestDifference(weights, Matrix([[1, 0]])) < 1e-3)
  }
}
