internal import Numerics
public import Pipeline

/// Whether a kernel's equations can be trusted: the checks that the paper prints, gates that floating point can keep, and an
/// audit of stored influence against fits done again.
///
/// With A = K + λI, n rows and ε = 2⁻⁵² the gates are: ‖K − Kᵀ‖_F ≤ nε‖K‖_F, λ_min(K) ≥ −nε‖K‖₂, κ(A) ≤ 1/(nε),
/// ‖A⁻¹A − I‖_F ≤ nε‖A‖_F‖A⁻¹‖_F, a backward error of α below nε, and audited scores within the tolerance. A gate
/// that fails fails the stage. The eigenvalues of K take most of the time, about 4n³/3 operations on one core.
public struct KernelChecks: Stage {
  public static let summary = "Whether a kernel's equations can be trusted, with an audit."
  public static let version = 4
  public static let source = "Appendix A.8; Higham, 2002, chapter 14"
  public static let kernel = Port<Kernel>("kernel", "with the test rows as queries for an audit")
  public static let influence = OptionalPort<Influence>(
    "influence", "whose scores are compared with fits done again")
  public static let network = OptionalPort<Network>(
    "network", "whose kernel it is, for the size of the blocks between classes")
  public static let data = OptionalPort<Features>(
    "data", "the training rows, for the size of the blocks between classes")
  public static let inputs: [any InputPort] = [kernel, influence, network, data]
  public static let settings: [Setting<Self>] = [
    Setting("ridge", \.ridge, "λ, added to the kernel's diagonal", above: 0)
      .used(when: "influence is not wired") { _, wiring in !wiring.isWired(influence.name) },
    Setting("ridge-rule", \.ridgeRule, "λ itself, λ·n, or λ·trace(K)/n")
      .used(when: "influence is not wired") { _, wiring in !wiring.isWired(influence.name) },
    Setting("audit", \.audit, "training rows that are really left out", in: 1..., unit: "rows")
      .used(when: "influence is wired") { _, wiring in wiring.isWired(influence.name) },
    Setting(
      "tolerance", \.tolerance,
      "the largest distance from a fit done again, over the largest score of the test row", above: 0
    ).used(when: "influence is wired") { _, wiring in wiring.isWired(influence.name) },
    Setting("seed", \.seed, "what the audited rows are drawn from", in: 0...)
      .used(when: "influence is wired") { _, wiring in wiring.isWired(influence.name) },
  ]
  var ridge = 1e-3
  var ridgeRule = RidgeRule.absolute
  var audit = 10
  var tolerance = 1e-8
  var seed = 1

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    guard wiring.isWired(Self.network.name) != wiring.isWired(Self.data.name) else { return [] }
    let missing = wiring.isWired(Self.data.name) ? Self.network.name : Self.data.name
    return [SettingFault("network and data go together; wire ‘\(missing)’ too")]
  }

  /// K, the copy whose eigenvalues are taken, the factor's triangle, and the fit without a row.
  public func memory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[Self.kernel, "rows"], inputs[Self.kernel, "queries"])
    return 8 * n * (4 * n + 2 * t + 3 * 512) + 2 * inputs.bytes + 96 << 20
  }

  /// The eigenvalues, the regression, its inverse put into the equations, and a fit for each audited row.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, t, entries) = inputs.kernel(Self.kernel)
    let audited = inputs[Self.influence] == nil ? 0 : min(audit, n) + 1
    return 2 * entries + .eigenvalues(n) + .regression(n) + .product(n, n, n)
      + audited * .refit(n, t, outputs: inputs.outputs(Self.kernel))
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let kernel = try inputs[Self.kernel]
    let influence = try inputs[Self.influence]
    let cores = context.threads
    let matrix = kernel.wholeTrain(on: cores)
    let targets = Targets.matrix(
      labels: kernel.labels, outputs: Targets.outputs(classes: kernel.classes.count))
    let value =
      influence?.about.ridge ?? ridgeRule.value(ridge, for: kernel.train)
    let stability = try computing { () throws(NumericsError) in
      try RidgeStability(kernel: matrix, targets: targets, ridge: value, on: cores)
    }
    try context.checkCancellation()
    var checks = Check.printed(stability) + Check.gates(stability)
    if let network = try inputs[Self.network], let data = try inputs[Self.data] {
      checks += try CrossClassBlocks(kernel, network, data, on: cores).checks(in: context)
    }
    if let influence {
      let auditing = InfluenceAudit(
        rows: audit, tolerance: tolerance, seed: seed, ridge: value)
      checks += try auditing.checks(of: influence, kernel, in: context)
    }
    if let failed = checks.first(where: { $0.isGate && $0.holds == false }) {
      throw failed.failure
    }
    return table(checks, rows: kernel.ids.count, ridge: value)
  }

  private func table(_ checks: [Check], rows: Int, ridge: Double) -> Table {
    Table(
      "Checks of the kernel",
      columns: [
        .text("kind", checks.map(\.kind.rawValue)), .text("check", checks.map(\.name)),
        .number("value", checks.map(\.value)), .number("limit", checks.map(\.limit)),
        .text("holds", checks.map { $0.holds.map { $0 ? "yes" : "no" } }),
      ],
      notes: [
        "At λ = \(ridge), \(rows) rows. What the paper asks for is information; a gate that fails fails the stage."
      ])
  }

  public static func example() throws(StageError) -> StageExample {
    let features = try exampleFeatures()
    let network = try exampleNetwork()
    let kernel = try EmpiricalNTK().run(
      Inputs().wiring(network, to: EmpiricalNTK.network).wiring(features, to: EmpiricalNTK.data)
        .wiring(features, to: EmpiricalNTK.queries), in: Context())
    let influence = try KernelInfluence().run(
      Inputs().wiring(kernel, to: KernelInfluence.kernel), in: Context())
    return StageExample(
      settings: [NamedSetting("audit", "3")],
      inputs: try Inputs().wiring(kernel, to: Self.kernel).wiring(influence, to: Self.influence)
        .wiring(network, to: Self.network).wiring(features, to: data))
  }
}
