internal import Numerics
public import Pipeline

/// The paper's bounds, each beside what is measured on these rows with this kernel.
///
/// A bound on a change is measured by really making the change, from a seed, or by the exact supremum where that is known. Rows are
/// perturbed before attention, with the context frozen, and go through the rest of their feature map; rows X are those
/// before attention throughout, G = XXᵀ. Where the paper leaves a constant open it is taken as 1 and said so.
public struct Bounds: Stage {
  public static let summary = "The paper's bounds, each beside what is measured."
  public static let version = 3
  public static let source = "Sections 4, B.1, B.8 and appendix C"
  public static let data = Port<Features>("data", "the rows that the kernel was made from")
  public static let kernel = Port<Kernel>("kernel", "whose bounds are measured")
  public static let network = OptionalPort<Network>(
    "network", "whose kernel it is, for the kernel of perturbed rows")
  public static let before = OptionalPort<Influence>("before", "influence before an attack")
  public static let after = OptionalPort<Influence>("after", "influence after it")
  public static let inputs: [any InputPort] = [data, kernel, network, before, after]
  public static let settings = [
    Setting<Self>("ridge", \.ridge, "λ, added to the kernel's diagonal", above: 0),
    Setting<Self>("ridge-rule", \.ridgeRule, "λ itself, λ·n, or λ·trace(K)/n"),
    Setting<Self>(
      "perturbation", \.perturbation, "the size ‖ΔK‖₂ of the kernel's perturbation, over λ",
      bounds: "between 0 and 1", allows: { $0 > 0 && $0 < 1 }),
    Setting<Self>(
      "steps", \.steps, "the lengths ‖δ‖₂ by which rows are perturbed", in: GreaterThan(0.0)),
    Setting<Self>("sample", \.sample, "how many rows are perturbed", in: 2...100_000, unit: "rows"),
    Setting<Self>(
      "directions", \.directions,
      "how many directions each row is moved in; every other one towards another row",
      in: 1...1000),
    Setting<Self>(
      "refits", \.refits, "training rows moved with the regression done again", in: 1...),
    Setting<Self>(
      "seed", \.seed, "what rows, directions and perturbations are drawn from", in: 0...),
    Setting<Self>("title", \.title, "the table's title"),
  ]
  var ridge = 1e-3
  var ridgeRule = RidgeRule.absolute
  var perturbation = 0.5
  var steps = [0.01, 0.1, 1]
  var sample = 20
  var directions = 8
  var refits = 3
  var seed = 1
  var title = "Bounds beside what is measured"

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    var faults: [SettingFault] = []
    if steps.isEmpty { faults.append(SettingFault("names no length", setting: "steps")) }
    if wiring.isWired(Self.before.name) != wiring.isWired(Self.after.name) {
      let missing = wiring.isWired(Self.before.name) ? Self.after.name : Self.before.name
      faults.append(SettingFault("before and after go together; wire ‘\(missing)’ too"))
    }
    return faults
  }

  /// K, its perturbation, two inverses and the copies they are made from; XᵀX; the kernel of perturbed rows.
  public func memory(_ inputs: InputShapes) -> Int {
    let (n, d) = (inputs[Self.kernel, "rows"], inputs[Self.data, "columns"])
    return 8 * (7 * n * n + 3 * d * d + 2 * moved(of: n) * (n + d)) + 2 * inputs.bytes + 96 << 20
  }

  /// Regressions with the kernel as it is and perturbed, inverses and spectra, and the kernel of perturbed rows.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, entries) = inputs.kernel(Self.kernel)
    let (d, units) = (inputs[Self.data, "columns"], inputs[Self.network, "width"])
    let moved = moved(of: n)
    return entries + 2 * .eigenvalues(n) + .spectrum(n, d) + 3 * .regression(n)
      + 3 * .product(n, n, n) + refits * .refit(n, t, outputs: inputs.outputs(Self.kernel))
      + .product(moved, d, n + units)
      + .passes(max(12, Double(units) / 500), over: 8 * moved * n)
  }

  /// How many perturbed rows there are.
  private func moved(of n: Int) -> Int { min(sample, n) * directions * steps.count }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let cores = context.threads
    let problem = try BoundsProblem(
      data: inputs[Self.data], kernel: inputs[Self.kernel], network: inputs[Self.network],
      ridge: (ridge, ridgeRule), on: cores)
    let random = CounterRandom(seed: UInt64(seed), purpose: "Bounds")
    var bounds: [Bound] = []
    for (step, topic) in Topic.allCases.enumerated() {
      context.report(step, of: Topic.allCases.count, "groups of bounds")
      bounds += try self.bounds(on: topic, problem, inputs, random, on: cores)
      try context.checkCancellation()
    }
    return table(bounds, problem)
  }

  /// What is measured together, in the order of the table.
  private enum Topic: CaseIterable {
    case stability, incoherence, sensitivity, widths, lipschitz, malleability, linearization
  }

  private func bounds(
    on topic: Topic, _ problem: BoundsProblem, _ inputs: Inputs, _ random: CounterRandom,
    on cores: Cores
  ) throws(StageError) -> [Bound] {
    let chosen = chosen(problem, random)
    switch topic {
    case .stability:
      return try problem.stability(
        perturbation: perturbation * problem.ridge, random.substream(0), on: cores)
    case .incoherence:
      return problem.incoherence(on: cores)
    case .sensitivity:
      return problem.sensitivity(
        chosen, length: steps.min() ?? 0.01, random.substream(2), on: cores)
    case .widths:
      return try problem.widths(on: cores)
    case .lipschitz:
      return try problem.lipschitz(
        chosen, directions: directions, steps: steps, refits: refits, random.substream(3),
        on: cores)
    case .malleability:
      guard let before = try inputs[Self.before], let after = try inputs[Self.after] else {
        return problem.spectrum(malleability: nil)
      }
      return try problem.malleability(before, after)
    case .linearization:
      return problem.linearization(chosen, on: cores)
    }
  }

  private func chosen(_ problem: BoundsProblem, _ random: CounterRandom) -> [Int] {
    let n = problem.rows.rows
    return random.substream(1).sample(min(sample, n), from: n).sorted()
  }

  private func table(_ bounds: [Bound], _ problem: BoundsProblem) -> Table {
    Table(
      title,
      columns: [
        .text("where", bounds.map(\.place)), .text("bound", bounds.map(\.name)),
        .number("value", bounds.map(\.measured)), .number("limit", bounds.map(\.limit)),
        .number(
          "value over limit",
          bounds.map { bound in
            guard let limit = bound.limit, let measured = bound.measured, limit > 0 else {
              return nil
            }
            return measured / limit
          }),
        .text("holds", bounds.map { $0.holds.map { $0 ? "yes" : "no" } }),
      ],
      notes: [
        "At λ = \(problem.ridge), \(problem.rows.rows) rows of \(problem.rows.columns) columns, "
          + (problem.attends ? "with attention" : "without attention")
          + "; rows perturbed before attention, its context frozen.",
        "Proposition 4.5 as printed, ‖Gx_j‖₁·ε, cannot be evaluated: G is n×n and x_j has d entries.",
      ] + problem.remarks)
  }

  public static func example() throws(StageError) -> StageExample {
    let plain = try exampleFeatures()
    let rows = try LinAttnTransform().run(
      Inputs().wiring(plain, to: LinAttnTransform.data)
        .wiring(plain, to: LinAttnTransform.context), in: Context())
    let network = try exampleNetwork()
    let kernel = try EmpiricalNTK().run(
      Inputs().wiring(network, to: EmpiricalNTK.network).wiring(rows, to: EmpiricalNTK.data)
        .wiring(rows, to: EmpiricalNTK.queries), in: Context())
    let influence = try KernelInfluence().run(
      Inputs().wiring(kernel, to: KernelInfluence.kernel), in: Context())
    var later = influence
    later.perTest.scale(by: 0.5)
    return StageExample(
      settings: [NamedSetting("sample", "4"), NamedSetting("directions", "2")],
      inputs: try Inputs().wiring(rows, to: data).wiring(kernel, to: Self.kernel)
        .wiring(network, to: Self.network).wiring(influence, to: before).wiring(later, to: after))
  }
}
