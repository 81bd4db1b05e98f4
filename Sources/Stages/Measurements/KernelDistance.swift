internal import Numerics
public import Pipeline

/// How far two kernels of the same rows are apart: a finite width from its limit, or a network after training from its start.
///
/// Norms of D = K − K_ref: ‖D‖₂ and ‖D‖_F, each as it is and over that of K_ref; ‖D‖₂ also over λ_min(K_ref), which it must
/// stay below for K to be positive definite, and over λ, which Theorem 4.3 asks it to stay below. Theorem 4.7 is about
/// the third, which is left out where λ_min is lost in the rounding n·2⁻⁵²·‖K_ref‖₂.
public struct KernelDistance: Stage {
  public static let summary = "The distance between two kernels, absolute and relative."
  public static let version = 2
  public static let source = "Theorem 4.7; theorem B.13"
  public static let kernel = Port<Kernel>("kernel", "the kernel that is judged")
  public static let reference = Port<Kernel>(
    "reference", "the kernel it is compared with: the limit, or the one before training")
  public static let inputs: [any InputPort] = [kernel, reference]
  public static let settings = [
    Setting<Self>("ridge", \.ridge, "λ that the distance is compared with", above: 0),
    Setting<Self>("ridge-rule", \.ridgeRule, "λ itself, λ·n, or λ·trace(K_ref)/n"),
  ]
  var ridge = 1e-3
  var ridgeRule = RidgeRule.absolute

  public init() {}

  /// Both kernels, their difference, and the copy whose eigenvalues are taken.
  public func memory(_ inputs: InputShapes) -> Int {
    let (n, t) = (inputs[Self.kernel, "rows"], inputs[Self.kernel, "queries"])
    return 8 * n * (4 * n + 3 * t) + inputs.bytes + 96 << 20
  }

  /// The eigenvalues of K_ref, and some eighty products of the difference with a vector.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, _, entries) = inputs.kernel(Self.kernel)
    let (_, _, others) = inputs.kernel(Self.reference)
    return entries + others + .eigenvalues(n) + .passes(90, over: 8 * n * n)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let (kernel, reference) = (try inputs[Self.kernel], try inputs[Self.reference])
    guard kernel.ids == reference.ids else {
      throw .unsuitable(
        port: Self.reference.name, cause: "its rows are not those of ‘kernel’",
        remedy: "make both kernels from the same rows")
    }
    let cores = context.threads
    let base = reference.wholeTrain(on: cores)
    var difference = kernel.wholeTrain(on: cores)
    difference.add(base, times: -1)
    let norms = try computing { () throws(NumericsError) in
      let spectral = try difference.spectralNorm(on: cores)
      return (spectral, try SymmetricEigen(base, vectors: false).values)
    }
    try context.checkCancellation()
    let (spectral, eigenvalues) = norms
    let frobenius = difference.frobeniusNorm
    let norm = eigenvalues.reduce(0) { max($0, abs($1)) }
    let smallest = eigenvalues.last ?? 0
    let rounding = Double(eigenvalues.count) * Double.ulpOfOne * norm
    var entries: [(measure: String, value: Double?)] = [
      ("spectral distance", spectral),
      ("spectral distance, over ‖K_ref‖₂", quotient(spectral, norm)),
      (
        "spectral distance, over λ_min(K_ref)",
        smallest > rounding ? quotient(spectral, smallest) : nil
      ),
      (
        "spectral distance, over λ",
        spectral / ridgeRule.value(ridge, for: reference.train)
      ),
      ("Frobenius distance", frobenius),
      ("Frobenius distance, over ‖K_ref‖_F", quotient(frobenius, base.frobeniusNorm)),
      ("‖K_ref‖₂", norm), ("λ_min(K_ref)", smallest),
    ]
    entries += queryEntries(kernel, reference, on: cores)
    try context.checkCancellation()
    return Table(
      "Distance between kernels",
      columns: [
        .text("measure", entries.map(\.measure)), .number("value", entries.map(\.value)),
      ], notes: [note(kernel, reference)])
  }

  private func quotient(_ value: Double, _ scale: Double) -> Double? {
    scale > 0 ? value / scale : nil
  }

  /// The same for the kernels between test and training rows, where both have the same test rows.
  private func queryEntries(
    _ kernel: Kernel, _ reference: Kernel, on cores: Cores
  ) -> [(measure: String, value: Double?)] {
    guard kernel.queryIds == reference.queryIds, var difference = kernel.wholeQueries(on: cores),
      let base = reference.wholeQueries(on: cores)
    else { return [] }
    difference.add(base, times: -1)
    return [
      (
        "Frobenius distance between test and training rows, over that of K_ref",
        quotient(difference.frobeniusNorm, base.frobeniusNorm)
      )
    ]
  }

  private func note(_ kernel: Kernel, _ reference: Kernel) -> String {
    func words(_ kernel: Kernel) -> String {
      let name = kernel.about.text("kernel") ?? "a kernel"
      let weights = kernel.about.text("weights").map { ", \($0) weights" } ?? ""
      return name + weights
    }
    return "K: \(words(kernel)); K_ref: \(words(reference)); \(kernel.ids.count) rows"
  }

  public static func example() throws(StageError) -> StageExample {
    let features = try exampleFeatures()
    let rows = try Inputs().wiring(features, to: InfiniteNTK.data)
      .wiring(features, to: InfiniteNTK.queries)
    let limit = try InfiniteNTK().run(rows, in: Context())
    let finite = try EmpiricalNTK().run(
      rows.wiring(exampleNetwork(), to: EmpiricalNTK.network), in: Context())
    return StageExample(
      inputs: try Inputs().wiring(finite, to: kernel).wiring(limit, to: reference))
  }
}
