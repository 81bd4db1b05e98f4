internal import Numerics
internal import Pipeline

/// How large the blocks between different outputs are, which the one kernel for all outputs leaves out.
///
/// The block of outputs c and c′ is (1/m) Σ_r a_rc·a_rc′·1[w_r·x_i > 0]·1[w_r·x_j > 0]·⟨x_i, x_j⟩: as large as the kept one times
/// 1/√m where signs are drawn at random. Measured on at most 1,000 rows.
struct CrossClassBlocks {
  private let rows: Matrix<Double>
  private let patterns: BitMatrix
  private let output: Matrix<Double>
  private let diagonal: Matrix<Double>

  private static let mostRows = 1000

  init(
    _ kernel: Kernel, _ network: Network, _ data: Features, on cores: Cores
  ) throws(StageError) {
    let family = try KernelFamily(of: kernel, network: network)
    guard case .empirical(let weights) = family else {
      throw .unsuitable(
        port: "network", cause: "the kernel is not that of a network",
        remedy: "leave network and data out")
    }
    guard data.ids == kernel.ids, data.matrix.columns == weights.columns else {
      throw .unsuitable(
        port: "data", cause: "its rows are not the kernel's",
        remedy: "wire the features that the kernel was made from")
    }
    let all = data.matrix.rows
    let random = CounterRandom(seed: 1, purpose: "KernelChecks/blocks")
    let chosen =
      all <= Self.mostRows ? Array(0..<all) : random.sample(Self.mostRows, from: all).sorted()
    rows = data.matrix.gathered(rows: chosen)
    patterns = BitMatrix(activationsOf: rows, weights: weights, on: cores)
    output = network.output
    diagonal = EmpiricalKernel.train(rows, patterns, on: cores)
  }

  func checks(in context: Context) throws(StageError) -> [Check] {
    let outputs = output.columns
    guard outputs > 1 else { return [] }
    let scale = diagonal.frobeniusNorm
    var shares: [Double] = []
    for first in 0..<outputs {
      for second in 0..<first {
        let agree = (0..<output.rows).map { output[$0, first] * output[$0, second] > 0 }
        let block = EmpiricalKernel.block(
          rows, patterns, signsAgree: agree, on: context.threads)
        shares.append(block.frobeniusNorm / scale)
        try context.checkCancellation()
      }
    }
    let expected = 1 / Double(output.rows).squareRoot()
    return [
      Check(
        kind: .size, name: "dropped blocks between classes, ‖·‖_F over ‖K‖_F, mean (beside 1/√m)",
        value: Statistics.mean(shares), limit: expected),
      Check(
        kind: .size,
        name: "dropped blocks between classes, ‖·‖_F over ‖K‖_F, largest (beside 1/√m)",
        value: shares.max(), limit: expected),
    ]
  }
}
