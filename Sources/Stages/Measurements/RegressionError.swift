internal import Numerics
public import Pipeline

/// How well kernel ridge regression does with a kernel, on the training rows and on the test rows.
///
/// The squared bias is Σ_k λ²/(μ_k + λ)²·|w_k|², w the targets in the eigenvectors of K: the part of the targets that the ridge keeps
/// from being fitted. It equals λ²‖α‖_F², which needs no eigenvectors. Kernels of different scale are
/// comparable under `ridge-rule: relative`, which is the same as giving all of them one trace.
public struct RegressionError: Stage {
  public static let summary = "Training and test error of kernel ridge regression, and its bias."
  public static let version = 1
  public static let source = "Proposition C.7"
  public static let kernel = Port<Kernel>("kernel", "with the test rows as queries")
  public static let inputs: [any InputPort] = [kernel]
  public static let settings = [
    Setting<Self>("ridge", \.ridge, "λ, added to the kernel's diagonal", above: 0),
    Setting<Self>("ridge-rule", \.ridgeRule, "λ itself, λ·n, or λ·trace(K)/n"),
  ]
  var ridge = 1e-3
  var ridgeRule = RidgeRule.relative

  public init() {}

  public func memory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[Self.kernel, "rows"], inputs[Self.kernel, "queries"])
    return 8 * n * (n / 2 + 2 * t + 4 * 512) + inputs.bytes + 96 << 20
  }

  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, entries) = inputs.kernel(Self.kernel)
    return entries + .regression(n) + .passes(4, over: 8 * n * t)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let cores = context.threads
    let problem = try RidgeProblem(
      inputs[Self.kernel], ridge: ridge, rule: ridgeRule, on: cores)
    let regression = try problem.regression(on: cores)
    try context.checkCancellation()
    let tests = regression.predictions(problem.queries, on: cores)
    // On training rows f(x_i) − y_i = −λα_i.
    var training = problem.targets
    training.add(regression.coefficients, times: -problem.ridge)
    let n = Double(problem.kernel.ids.count)
    let bias =
      regression.coefficients.elements.reduce(0) { $0 + $1 * $1 }
      * problem.ridge * problem.ridge
    let total = problem.targets.elements.reduce(0) { $0 + $1 * $1 }
    let entries: [(measure: String, value: Double?)] = [
      ("training error, mean ½|f − y|²", bias / (2 * n)),
      ("test error, mean ½|f − y|²", Statistics.mean(problem.losses(tests))),
      ("training accuracy", Answers.accuracy(training, problem.kernel.labels)),
      ("test accuracy", Answers.accuracy(tests, problem.kernel.queryLabels)),
      ("squared bias, Σ λ²/(μ_k + λ)²|w_k|²", bias),
      ("squared bias, over ‖Y‖_F²", total > 0 ? bias / total : nil),
      ("mean leverage", Statistics.mean(regression.leverage)),
      ("complexity yᵀ(K + λI)⁻¹y", regression.complexity(targets: problem.targets)),
      ("λ", problem.ridge), ("trace(K)/n", problem.kernel.train.trace / n),
    ]
    return Table(
      "Kernel ridge regression",
      columns: [
        .text("kernel", entries.map { _ in problem.kernel.about.text("kernel") }),
        .text("measure", entries.map(\.measure)), .number("value", entries.map(\.value)),
      ],
      notes: ["λ by the rule ‘\(ridgeRule.rawValue)’ from \(ridge); no offset"])
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(inputs: try KernelInfluence.example().inputs)
  }
}
