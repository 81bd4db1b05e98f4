import Numerics
import Pipeline
import Stages
import Testing

@Suite("Bounds") struct BoundsTests {
  static func bounds(
    _ sample: RidgeSample, isEmpirical: Bool = false, _ settings: [String: SettingText] = [:]
  ) throws -> Table {
    var inputs = try Inputs().wiring(sample.rows, to: Bounds.data)
      .wiring(sample.kernel(isEmpirical: isEmpirical), to: Bounds.kernel)
    if isEmpirical { inputs = try inputs.wiring(sample.network, to: Bounds.network) }
    return try Bounds.answer(settings.merging(["ridge": "0.02"]) { $1 }, inputs)
  }

  /// The bound whose text begins with `name`.
  static func row(
    _ table: Table, _ place: String, _ name: String
  ) throws -> (value: Double?, measured: Double?, holds: String?) {
    let texts = try #require(table["bound"]?.values.texts)
    let places = try #require(table["where"]?.values.texts)
    let index = try #require(
      texts.indices.first { places[$0] == place && texts[$0]?.hasPrefix(name) == true },
      "\(place), \(name)")
    return (
      table["limit"]?.values.numbers?[index], table["value"]?.values.numbers?[index],
      table["holds"]?.values.texts[index]
    )
  }

  @Test(arguments: [false, true], [AttentionRecipe?.none, AttentionRecipe()])
  func `what is proved holds`(isEmpirical: Bool, recipe: AttentionRecipe?) throws {
    let table = try Self.bounds(RidgeSample(recipe: recipe), isEmpirical: isEmpirical)
    let places = try #require(table["where"]?.values.texts)
    for (index, verdict) in (table["holds"]?.values.texts ?? []).enumerated() {
      let place = places[index] ?? ""
      guard
        ["Theorem 4.3", "Proposition 4.5, corrected", "Theorem B.14", "Theorem C.9", "Theorem C.2"]
          .contains(place), verdict != nil
      else { continue }
      #expect(verdict == "yes", "\(place), \(table["bound"]?.values.texts[index] ?? "")")
    }
    #expect(places.contains("Equation 17") == isEmpirical)
  }

  @Test func `a sample larger than the data promises no more than the data`() throws {
    func bounds(_ sample: String) throws -> Bounds {
      let stage = try StageType(Bounds.self).prepare(
        [NamedSetting("sample", .scalar(sample))], wiring: Wiring(stage: "Bounds")
      ).get().stage
      return try #require(stage as? Bounds)
    }
    let shapes = InputShapes(
      ["data": [["rows": 24, "columns": 6]], "kernel": [["rows": 24, "queries": 8]]], bytes: 0)
    #expect(try bounds("100000").memory(shapes) == bounds("24").memory(shapes))
    #expect(try bounds("100000").work(shapes) == bounds("24").work(shapes))
  }

  @Test func `no lengths at all are refused`() throws {
    #expect(throws: SettingFaults.self) {
      try Self.bounds(RidgeSample(), ["steps": .list([])])
    }
  }

  @Test func `Theorem 4.3 is measured on matrices that are really inverted`() throws {
    let sample = try RidgeSample()
    let table = try Self.bounds(sample, ["perturbation": "0.5"])
    let train = try sample.kernel().wholeTrain(on: .one)
    let values = try SymmetricEigen(train, vectors: false).values
    let condition = try Self.row(table, "Theorem 4.3", "κ(K + λI)")
    #expect(abs((condition.value ?? 0) / (values[0] / 0.02 + 1) - 1) < 1e-12)
    #expect(
      abs((condition.measured ?? 0) / ((values[0] + 0.02) / (values[23] + 0.02)) - 1) < 1e-12)
    let worst = try Self.row(table, "Theorem 4.3", "‖ΔA⁻¹‖₂ ≤ ε/(λ(λ − ε)) at ε = 0.01, the worst")
    // The projection on the last eigenvector, times −ε, put in and inverted.
    let last = try SymmetricEigen(train).vectors.gathered(rows: [23])
    let delta = Matrix.product(last, transposed: true, last, times: -0.01, on: .one)
    let change = try RidgePerturbation.inverseChange(train, ridge: 0.02, by: delta, on: .one)
    #expect(abs((worst.measured ?? 0) / change - 1) < 1e-8)
    let drawn = try Self.row(table, "Theorem 4.3", "‖ΔA⁻¹‖₂ ≤ ε/(λ(λ − ε)) at ε = 0.01, a random")
    #expect((drawn.measured ?? 0) > 0 && (drawn.measured ?? 0) <= change)
    #expect(abs((drawn.value ?? 0) - 0.01 / (0.02 * 0.01)) < 1e-9)
  }

  @Test(arguments: [AttentionRecipe?.none, AttentionRecipe()])
  func `the width of remark C.14 puts the bound of proposition C.13 at 5 %`(
    recipe: AttentionRecipe?
  ) throws {
    let sample = try RidgeSample(recipe: recipe)
    let row = try Self.row(
      try Self.bounds(sample), "Remark C.14", "width that puts proposition C.13's bound")
    let plain = sample.rows.map.earlier ?? sample.rows.matrix
    let largest = try plain.gram(on: .one).spectralNorm(on: .one)
    let constant = recipe == nil ? 1 : largest * largest * largest
    let width = try #require(row.measured)
    // n = 24, whose logarithm is that of 2³·3.
    let rows = 24 * (3 * 0.693_147_180_559_945_3 + 1.098_612_288_668_109_8)
    #expect(abs(constant * (rows / width).squareRoot() / 0.05 - 1) < 1e-10)
    #expect(row.value == (recipe == nil ? 400 : 1600))
    #expect(row.holds == nil)
  }

  @Test func `Proposition 4.5 is met with equality along the gradient`() throws {
    let table = try Self.bounds(RidgeSample())
    let along = try Self.row(
      table, "Proposition 4.5, corrected", "|ΔK_LinAttn| ≤ ‖(XᵀX)²x_j‖₂·ε at ε = 0.01, δ along")
    #expect(abs((along.measured ?? 0) / (along.value ?? 1) - 1) < 1e-9)
    let drawn = try Self.row(
      table, "Proposition 4.5, corrected", "|ΔK_LinAttn| ≤ ‖(XᵀX)²x_j‖₂·ε at ε = 0.01, random δ")
    #expect((drawn.measured ?? 0) < (drawn.value ?? 0))
  }

  @Test func `incoherence is that of all pairs`() throws {
    let sample = try RidgeSample(recipe: nil)
    let gram = sample.rows.matrix.gram(on: .one)
    var largest = 0.0
    for i in 0..<24 { for j in 0..<i { largest = max(largest, abs(gram[i, j])) } }
    let table = try Self.bounds(sample)
    let mu = try Self.row(table, "Assumption 4.4", "μ = √d·max|x_iᵀx_j|")
    #expect(abs((mu.measured ?? 0) - largest * 7.0.squareRoot()) < 1e-12)
    let energy = try Self.row(table, "Assumption 4.4", "row energy")
    #expect(energy.holds == "yes")
    let sums = (0..<24).map { i in gram.row(i).reduce(0) { $0 + $1 * $1 } }
    #expect(abs((energy.measured ?? 0) - (sums.max() ?? 0)) < 1e-12)
  }

  @Test func `malleability is the mean change over pairs that both influences have`() throws {
    let sample = try RidgeSample()
    let kernel = try sample.kernel()
    let before = try sample.influence(kernel, ridge: 0.02)
    var after = before
    after.perTest.scale(by: 0.75)
    let table = try Bounds.answer(
      ["ridge": "0.02"],
      Inputs().wiring(sample.rows, to: Bounds.data).wiring(kernel, to: Bounds.kernel)
        .wiring(before, to: Bounds.before).wiring(after, to: Bounds.after))
    let mean = before.perTest.elements.reduce(0) { $0 + abs($1) } / Double(before.perTest.count)
    #expect(
      abs((try Self.row(table, "Definition C.1", "μ_M = mean").measured ?? 0) / (mean / 4) - 1)
        < 1e-12)
    #expect(
      abs((try Self.row(table, "Definition C.1", "μ_M over").measured ?? 0) - 0.25) < 1e-12)
    let dimension = try Self.row(table, "Theorem C.2", "effective dimension")
    let values = try SymmetricEigen(kernel.wholeTrain(on: .one), vectors: false).values
    let expected = values.reduce(0) { $0 + $1 * $1 / (($1 + 0.02) * ($1 + 0.02)) }
    #expect(abs((dimension.measured ?? 0) / expected - 1) < 1e-12)
    let median = (values[11] + values[12]) / 2
    #expect(
      abs((try Self.row(table, "Corollary C.3", "λ* = median").value ?? 0) / median - 1) < 1e-12)
  }

  @Test func `the Lipschitz constant of K_LinAttn is λ₁ to the power 5/2`() throws {
    // The largest singular value of (XᵀX)²Xᵀ, by its own Gram matrix.
    let sample = try RidgeSample()
    let x = try #require(sample.rows.map.earlier)
    let operation = x.crossproduct(on: .one)
    let twice = Matrix.product(operation, operation, on: .one)
    let column = Matrix.product(twice, transposed: false, x, transposed: true, on: .one)
    let largest = try column.gram(on: .one).spectralNorm(on: .one).squareRoot()
    let row = try Self.row(
      try Self.bounds(sample), "Definition C.10", "L_K of K_LinAttn, exactly")
    #expect(abs((row.measured ?? 0) / largest - 1) < 1e-10)
  }

  @Test func `the estimate grows with the sample and stays below the polynomial kernel's constant`()
    throws
  {
    // For degree 1 on plain rows k(x + δ) − k(x) = Xδ, so L_K = √λ₁(G) exactly.
    let sample = try RidgeSample(recipe: nil)
    let kernel = try PolynomialGram.answer(
      ["degree": "1"], Inputs().wiring(sample.rows, to: PolynomialGram.data))
    let exact = try sample.rows.matrix.gram(on: .one).spectralNorm(on: .one).squareRoot()
    func estimate(_ sampled: SettingText) throws -> Double {
      let table = try Bounds.answer(
        ["sample": sampled, "directions": "8"],
        Inputs().wiring(sample.rows, to: Bounds.data).wiring(kernel, to: Bounds.kernel))
      return try Self.row(table, "Definition C.10", "L_K, printed as O(1)").measured ?? 0
    }
    let (few, many) = (try estimate("2"), try estimate("24"))
    #expect(many <= exact * (1 + 1e-9))
    #expect(many > 0.5 * exact && few > 0)
  }

  @Test func `softmax attention is compared with its first-order expansion`() throws {
    let sample = try RidgeSample()
    let x = try #require(sample.rows.map.earlier)
    let root = 7.0.squareRoot()
    var worst = 0.0
    for i in 0..<24 {
      let scores = (0..<24).map { j in zip(x.row(i), x.row(j)).reduce(0) { $0 + $1.0 * $1.1 } / root
      }
      let mean = scores.reduce(0, +) / 24
      let soft = try LinearizationTwin.softmax(scores)
      var gap = [Double](repeating: 0, count: 7)
      for j in 0..<24 {
        let weight = soft[j] - (1 + scores[j] - mean) / 24
        for column in 0..<7 { gap[column] += weight * x[j, column] }
      }
      worst = max(worst, gap.reduce(0) { $0 + $1 * $1 }.squareRoot())
    }
    let row = try Self.row(
      try Self.bounds(sample, ["sample": "24"]), "Theorem B.1", "‖softmax row − first-order row‖₂")
    #expect(abs((row.measured ?? 0) - worst) < 1e-13)
    #expect(row.holds == "yes")
  }

  @Test func `an empirical kernel without its network leaves out what needs it, and says so`()
    throws
  {
    let sample = try RidgeSample()
    let table = try Bounds.answer(
      [:],
      Inputs().wiring(sample.rows, to: Bounds.data)
        .wiring(sample.kernel(isEmpirical: true), to: Bounds.kernel))
    #expect(table["where"]?.values.texts.contains("Definition C.10") == false)
    #expect(
      table.notes.last
        == "Without the network the kernel of perturbed rows is not known; wire ‘network’.")
  }

  @Test func `rows that the kernel was not made from are refused`() throws {
    let error = #expect(throws: StageError.self) {
      try Bounds.answer(
        [:],
        Inputs().wiring(RidgeSample(recipe: nil).rows, to: Bounds.data)
          .wiring(RidgeSample().kernel(), to: Bounds.kernel))
    }
    #expect(error?.message.hasPrefix("the input data does not suit: the kernel's entries") == true)
  }
}

/// The softmax, by a sum that needs no shift for small scores.
private enum LinearizationTwin {
  static func softmax(_ scores: [Double]) throws -> [Double] {
    let terms = scores.map { score in
      (1...30).reversed().reduce(1.0) { 1 + $0 * score / Double($1) }
    }
    let sum = terms.reduce(0, +)
    return terms.map { $0 / sum }
  }
}
