internal import Numerics
internal import Pipeline

/// A kernel with the rows it was made from, before and after attention: what every bound is measured on.
struct BoundsProblem {
  let kernel: Kernel
  /// K, n×n.
  let matrix: Matrix<Double>
  /// The eigenvalues of K, largest first.
  let eigenvalues: [Double]
  /// X, the rows before attention, n×d.
  let rows: Matrix<Double>
  /// The spectrum of G = XXᵀ.
  let gram: Spectrum
  /// The rows that the kernel is of.
  let features: Matrix<Double>
  /// The steps from X to them.
  let map: FeatureMap
  let targets: Matrix<Double>
  let ridge: Double
  /// How the kernel is computed for further rows, where that is known.
  let family: KernelFamily?
  private(set) var remarks: [String] = []

  /// Whether attention lies between X and the kernel's rows.
  var attends: Bool { !map.steps.isEmpty }

  init(
    data: Features, kernel: Kernel, network: Network?, ridge: (value: Double, rule: RidgeRule),
    on cores: Cores
  ) throws(StageError) {
    guard data.ids == kernel.ids, !data.ids.isEmpty else {
      throw .unsuitable(
        port: "data", cause: "its rows are not the kernel's",
        remedy: "wire the features that the kernel was made from")
    }
    self.kernel = kernel
    let whole = kernel.wholeTrain(on: cores)
    matrix = whole
    features = data.matrix
    map = data.map.suffix(after: data.map.stepsBeforeAttention)
    rows = map.steps.isEmpty ? data.matrix : data.map.earlier ?? data.matrix
    guard rows.columns == map.columns else {
      throw .unsuitable(
        port: "data", cause: "the rows before attention are not kept with it",
        remedy: "make the features again with LinAttnTransform")
    }
    targets = Targets.matrix(
      labels: kernel.labels, outputs: Targets.outputs(classes: kernel.classes.count))
    self.ridge = ridge.rule.value(ridge.value, for: kernel.train)
    let isNetworkMissing = kernel.about.text("weights") != nil && network == nil
    family = isNetworkMissing ? nil : try KernelFamily(of: kernel, network: network)
    try family?.check(data.matrix, of: data.matrix, port: "data", on: cores) {
      whole.gathered(rows: $0)
    }
    if isNetworkMissing {
      remarks.append(
        "Without the network the kernel of perturbed rows is not known; wire ‘network’.")
    }
    let (before, all) = (rows, matrix)
    (gram, eigenvalues) = try computing { () throws(NumericsError) in
      (
        try Spectrum(rows: before, on: cores),
        try SymmetricEigen(all, vectors: false).values
      )
    }
  }

  /// λ₁(K) and λ_n(K).
  var largest: Double { eigenvalues[0] }
  /// What is no more than rounding is 0.
  var smallest: Double {
    let last = eigenvalues[eigenvalues.count - 1]
    return abs(last) > largest * Double(eigenvalues.count) * .ulpOfOne ? last : 0
  }
  /// λ₁(G) = ‖G‖₂.
  var gramNorm: Double { gram.values.first ?? 0 }
  /// The number of units of the kernel's network, when it has one.
  var width: Double? { kernel.about["width"]?.double }
}
