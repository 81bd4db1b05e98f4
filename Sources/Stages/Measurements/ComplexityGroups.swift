internal import Numerics
public import Pipeline

/// What groups of training rows, from the most harmful to the most helpful, contribute to the model's complexity.
///
/// With A = K + λI and α = A⁻¹Y the complexity is Σ_c y_cᵀA⁻¹y_c; leaving out the group S lowers it by exactly
/// Σ_c α_Sᵀ(A⁻¹_SS)⁻¹α_S, which is its contribution. Contributions need not add up to the whole. λ is the influence's own.
public struct ComplexityGroups: Stage {
  public static let summary = "Contributions to model complexity, by groups of influence."
  public static let version = 2
  public static let source = "Figure 4; Zhang et al., 2022"
  public static let kernel = Port<Kernel>("kernel", "that the influence was computed from")
  public static let influence = Port<Influence>("influence", "whose mean orders the rows")
  public static let inputs: [any InputPort] = [kernel, influence]
  public static let settings = [
    Setting<Self>(
      "groups", \.groups, "how many groups of nearly equal size", in: 1...10_000, unit: "groups")
  ]
  var groups = 10

  public init() {}

  /// The factor's triangle with two panels, and for the largest group its rows of A⁻¹ and its own block twice.
  public func memory(_ inputs: InputShapes) -> Int {
    let n = inputs[Self.kernel, "rows"]
    let largest = n / max(1, groups) + 1
    return inputs.bytes + 8 * (n * (n / 2 + largest + 4 * 512) + 3 * largest * largest) + 64 << 20
  }

  /// The regression, and for each group the block of A⁻¹ at its rows with that block's factor.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, _, entries) = inputs.kernel(Self.kernel)
    let size = n / max(1, groups)
    return entries + .regression(n) + groups * (.product(size, n, size) + .factor(size))
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let (kernel, influence) = (try inputs[Self.kernel], try inputs[Self.influence])
    let ridge = try ridge(of: influence, on: kernel)
    let members = try members(influence)
    let targets = Targets.matrix(
      labels: kernel.labels, outputs: Targets.outputs(classes: kernel.classes.count))
    let cores = context.threads
    context.report(0, of: groups + 1, "steps")
    let regression = try computing { () throws(NumericsError) in
      try KernelRidge(kernel.train, targets: targets, ridge: ridge, on: cores)
    }
    var contributions: [Double] = []
    for (index, rows) in members.enumerated() {
      context.report(index + 1, of: groups + 1, "steps")
      contributions.append(
        try computing { () throws(NumericsError) in
          try regression.complexity(ofGroup: rows, on: cores)
        })
      try context.checkCancellation()
    }
    return table(
      members, contributions, influence, whole: regression.complexity(targets: targets),
      ridge: ridge)
  }
}

extension ComplexityGroups {
  /// The number on the diagonal that the influence was computed with.
  private func ridge(of influence: Influence, on kernel: Kernel) throws(StageError) -> Double {
    func unsuitable(_ cause: String, _ remedy: String) -> StageError {
      .unsuitable(port: Self.influence.name, cause: cause, remedy: remedy)
    }
    guard influence.ids == kernel.ids else {
      throw unsuitable(
        "its \(influence.ids.count) rows are not the kernel's \(kernel.ids.count)",
        "wire the influence of all rows of this kernel")
    }
    guard let ridge = influence.about.ridge, ridge > 0, ridge.isFinite else {
      throw unsuitable("it does not say its ridge", "wire what the stage Influence yields")
    }
    if let offset = influence.about.offset {
      throw unsuitable(
        "it was computed with the offset ‘\(offset)’, and the complexity is that of the labels",
        "wire an influence with offset: none")
    }
    return ridge
  }

  /// The rows of each group, from the lowest mean influence up; ties go by id.
  private func members(_ influence: Influence) throws(StageError) -> [[Int]] {
    let n = influence.ids.count
    guard groups <= n else {
      throw .unsuitable(
        port: Self.influence.name, cause: "\(n) rows cannot make \(groups) groups",
        remedy: "ask for fewer groups")
    }
    let order = influence.ids.indices.sorted {
      (influence.mean[$0], influence.ids[$0]) < (influence.mean[$1], influence.ids[$1])
    }
    return (0..<groups).map { Array(order[$0 * n / groups..<($0 + 1) * n / groups]) }
  }

  private func table(
    _ members: [[Int]], _ contributions: [Double], _ influence: Influence, whole: Double,
    ridge: Double
  ) -> Table {
    let scores = members.map { rows in rows.map { influence.mean[$0] } }
    let about = influence.about.text("influence").map { "\($0) influence" } ?? "influence"
    return Table(
      "Complexity by influence",
      columns: [
        .integer("group", Array(1...groups)), .integer("size", unit: "rows", members.map(\.count)),
        .number("mean influence", scores.map { Statistics.mean($0) }),
        .number("lowest", scores.map(\.first)), .number("highest", scores.map(\.last)),
        .number("complexity", contributions),
        .number("share of complexity", contributions.map { $0 / whole }),
        .number("complexity of all rows", contributions.map { _ in whole }),
      ],
      notes: [
        "group 1 holds the most harmful rows, group \(groups) the most helpful, by mean \(about)",
        "complexity: by how much yᵀ(K + λI)⁻¹y, summed over classes, falls when the group is left out, "
          + "λ = \(ridge)",
      ])
  }

  public static func example() throws(StageError) -> StageExample {
    let inputs = try KernelInfluence.example().inputs
    let influence = try KernelInfluence().run(inputs, in: Context())
    return StageExample(
      settings: [NamedSetting("groups", "4")],
      inputs: try inputs.wiring(influence, to: Self.influence))
  }
}
