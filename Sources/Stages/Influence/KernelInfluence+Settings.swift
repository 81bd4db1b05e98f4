internal import Numerics
internal import Pipeline

/// The settings of what goes beyond one factorization: recomputed attention, and solvers that stop at a tolerance.
extension KernelInfluence {
  static var contextSettings: [Setting<Self>] {
    [
      Setting(
        "sample", \.sample, "how many rows are left out, drawn at random; 0 for all", in: 0...,
        unit: "rows"
      ).used(when: "context is full") { stage, _ in stage.context == .full },
      Setting("sample-seed", \.sampleSeed, "what the sample is drawn from", in: 0...)
        .used(when: "context is full and sample is given") { stage, _ in
          stage.context == .full && stage.sample > 0
        },
    ]
  }

  static var solverSettings: [Setting<Self>] {
    [
      Setting(
        "tolerance", \.approximation.tolerance,
        "the largest certified error of a score, over the largest of its test row",
        bounds: "between 0 and 1", allows: { $0 > 0 && $0 < 1 }
      ).used(when: "solver is not exact") { stage, _ in stage.solver != .exact },
      Setting(
        "rank", \.approximation.rank,
        "the largest rank of the approximation, or the rank of the preconditioner",
        in: 1...1 << 24
      ).used(when: "solver is not exact") { stage, _ in stage.solver != .exact },
      Setting(
        "iterations", \.approximation.iterations, "the most steps for one right-hand side", in: 1...
      ).used(when: "solver is cg or stochastic") { stage, _ in
        stage.solver == .cg || stage.solver == .stochastic
      },
      Setting(
        "probes", \.approximation.probes, "the most random probes of the diagonal",
        in: 1...1 << 24
      ).used(when: "solver is stochastic") { stage, _ in stage.solver == .stochastic },
      Setting(
        "confidence", \.approximation.confidence, "the chance that all probed bounds hold at once",
        bounds: "between 0 and 1", allows: { $0 > 0 && $0 < 1 }
      ).used(when: "solver is stochastic") { stage, _ in stage.solver == .stochastic },
      Setting("seed", \.approximation.seed, "what pivots and probes are drawn from", in: 0...)
        .used(when: "solver is not exact") { stage, _ in stage.solver != .exact },
    ]
  }

  /// The memory of what is not one factorization: several blocks of solutions, the pivots' rows and their copies, or two
  /// kernels at once and the features they come from.
  func approachMemory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[Self.kernel, "rows"], inputs[Self.kernel, "queries"])
    if context == .full { return 8 * n * n + 2 * inputs.bytes }
    guard solver != .exact else { return 0 }
    let sides = t + inputs[Self.kernel, "classes"]
    return 8 * n * (8 * max(sides, 256) + 4 * min(n, approximation.rank))
  }

  /// What `context: full` and the solvers rule out.
  func approachFaults(_ wiring: Wiring) -> [SettingFault] {
    var faults: [SettingFault] = []
    if context == .full {
      if kind != .leaveOneOut {
        faults.append(
          SettingFault("needs kind: leave-one-out when context is full", setting: "kind"))
      }
      if offset != .none {
        faults.append(SettingFault("must be none when context is full", setting: "offset"))
      }
      if solver != .exact {
        faults.append(SettingFault("must be exact when context is full", setting: "solver"))
      }
      faults += ["data", "queries"].filter { !wiring.isWired($0) }.map {
        SettingFault("the full context is computed from ‘\($0)’; wire it", setting: "context")
      }
    }
    if solver == .stochastic, kind == .infinitesimal {
      faults.append(
        SettingFault(
          "probes estimate what leave-one-out divides by; use solver: cg for the rate",
          setting: "solver"))
    }
    return faults
  }
}

extension KernelInfluence.Solver {
  /// The approximate method of this name; nil for the exact one.
  var method: ApproximationMethod? { ApproximationMethod(rawValue: rawValue) }
}
