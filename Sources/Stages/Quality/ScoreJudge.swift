internal import Numerics
package import Pipeline

/// A stage that holds scores against the regression fitted again: the ports and settings that all of them have.
package protocol ScoreJudge: Stage where Output == Table {
  var judging: Judging { get set }
}

/// Which scores are judged, and by which regression.
package struct Judging: Sendable {
  var scores = ScoreSource.allCases
  var ridge = 1e-3
  var ridgeRule = RidgeRule.absolute
  var seed = 1
}

/// What a stage that judges scores works on.
struct JudgedScores {
  let problem: RidgeProblem
  let scores: RowScores
  let refits: Refits
}

extension ScoreJudge {
  static var kernelPort: Port<Kernel> { Port("kernel", "with the test rows as queries") }
  static var influencePort: Port<Influence> { Port("influence", "the scores that are judged") }

  static var judgingSettings: [Setting<Self>] {
    [
      Setting("scores", \.judging.scores, "which scores are judged: the influence, or baselines"),
      Setting("ridge", \.judging.ridge, "λ, added to the kernel's diagonal", above: 0),
      Setting("ridge-rule", \.judging.ridgeRule, "λ itself, λ·n, or λ·trace(K)/n"),
      Setting("seed", \.judging.seed, "what everything random is drawn from", in: 0...),
    ]
  }

  /// K, the part of it that a fit without some rows uses, the factor, and a few matrices of scores.
  static func judgingMemory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[kernelPort, "rows"], inputs[kernelPort, "queries"])
    return 8 * n * (4 * n + 6 * t + 2 * 512) + inputs.bytes + 96 << 20
  }

  /// The regression with all rows, and the scores of every source.
  static func judgingWork(_ inputs: InputShapes) -> Work {
    let (n, t, entries) = inputs.kernel(kernelPort)
    return 2 * entries + .refit(n, t, outputs: inputs.outputs(kernelPort))
      + .passes(100, over: 8 * n * t)
  }

  func judged(_ inputs: Inputs, on cores: Cores) throws(StageError) -> JudgedScores {
    let problem = try RidgeProblem(
      inputs[Self.kernelPort], ridge: judging.ridge, rule: judging.ridgeRule, on: cores)
    if judging.scores.contains(.influence) {
      try inputs[Self.influencePort].checkRegression(
        ridge: problem.ridge, port: Self.influencePort.name)
    }
    let scores = try RowScores(
      problem, inputs[Self.influencePort], seed: judging.seed, on: cores)
    return JudgedScores(problem: problem, scores: scores, refits: Refits(problem, on: cores))
  }

  /// A stream of random numbers of this stage's own.
  func random(_ purpose: String) -> CounterRandom {
    CounterRandom(seed: UInt64(judging.seed), purpose: "\(Self.name)/\(purpose)")
  }

  static func judgingExample(
    _ settings: [NamedSetting] = []
  ) throws(StageError) -> StageExample {
    let inputs = try KernelInfluence.example().inputs
    let influence = try KernelInfluence().run(inputs, in: Context())
    return StageExample(
      settings: settings, inputs: try inputs.wiring(influence, to: influencePort))
  }
}
