import Numerics
import Pipeline
import Stages
import Testing

@Suite("KernelChecks") struct KernelChecksTests {
  static func check(_ kernel: Kernel, _ influence: Influence? = nil) throws -> Table {
    var inputs = try Inputs().wiring(kernel, to: KernelChecks.kernel)
    if let influence { inputs = try inputs.wiring(influence, to: KernelChecks.influence) }
    return try KernelChecks.answer([:], inputs)
  }

  @Test func `a sound kernel passes, with what the paper asks for beside the gates`() throws {
    let sample = try RidgeSample()
    let table = try Self.check(sample.kernel())
    let kinds = try #require(table["kind"]?.values.texts)
    #expect(kinds == Array(repeating: "paper", count: 4) + Array(repeating: "gate", count: 5))
    #expect(table["holds"]?.values.texts.suffix(5) == ["yes", "yes", "yes", "yes", "yes"])
    #expect(try table.number(where: ["check": "‖K − Kᵀ‖_F < 1e-12"]) == 0)
  }

  @Test(arguments: ["leave-one-out", "infinitesimal"], [["a", "b", "c"], ["a", "b"]])
  func `scores that fits done again confirm pass the audit`(
    kind: String, classes: [String]
  ) throws {
    let kernel = try RidgeSample(classes: classes).kernel()
    let influence = try KernelInfluence.answer(
      ["kind": .scalar(kind), "ridge": "0.02"], Inputs().wiring(kernel, to: KernelInfluence.kernel))
    let table = try Self.check(kernel, influence)
    let audit = try #require(table["check"]?.values.texts.compactMap { $0 }.last)
    #expect(audit.hasPrefix("audit of 60 pairs"))
    let distance = try #require(try table.number(where: ["check": audit]))
    #expect(distance > 0 && distance < (kind == "infinitesimal" ? 1e-6 : 1e-10))
  }

  @Test func `one wrong score fails the stage, by name and with a remedy`() throws {
    let kernel = try RidgeSample().kernel()
    var influence = try KernelInfluence.answer(
      [:], Inputs().wiring(kernel, to: KernelInfluence.kernel))
    for row in 0..<24 { influence.perTest[2, row] *= 1.001 }
    let error = #expect(throws: StageError.self) { try Self.check(kernel, influence) }
    #expect(error?.message.hasPrefix("the check ‘audit of 60 pairs") == true)
    #expect(
      error?.message.hasSuffix(
        "compute the influence again from this kernel, or give a larger ridge") == true)
  }

  @Test func `a score that is not a number fails the audit`() throws {
    let kernel = try RidgeSample().kernel()
    var influence = try KernelInfluence.answer(
      [:], Inputs().wiring(kernel, to: KernelInfluence.kernel))
    for row in 0..<24 { influence.perTest[2, row] = .nan }
    let error = #expect(throws: StageError.self) { try Self.check(kernel, influence) }
    #expect(error?.message.hasPrefix("the check ‘audit of 60 pairs") == true)
  }

  @Test func `a score of zero that is certified to be zero passes the audit`() throws {
    var kernel = try RidgeSample().kernel()
    var (train, queries) = try kernel.held()
    for column in 0..<queries.columns { queries[2, column] = 0 }
    kernel.form = .dense(train: train, queries: queries, queryRows: nil)
    let influence = try KernelInfluence.answer(
      ["solver": "cg", "ridge": "0.02"], Inputs().wiring(kernel, to: KernelInfluence.kernel))
    #expect(influence.bounds?.perTest[2] == 0)
    let table = try Self.check(kernel, influence)
    let name = "audit: distance over the certified bound"
    #expect(try #require(try table.number(where: ["check": name])) <= 1)
  }

  @Test func `an asymmetric kernel fails with the remedy`() throws {
    var kernel = try RidgeSample().kernel()
    var (train, queries) = try kernel.held()
    train[2, 9] += 1e-3
    kernel.form = .dense(train: train, queries: queries, queryRows: nil)
    let error = #expect(throws: StageError.self) { try Self.check(kernel) }
    #expect(error?.message.contains("asymmetry ‖K − Kᵀ‖_F ≤ nε‖K‖_F’ fails: 0.00141") == true)
    #expect(error?.message.hasSuffix("make the kernel symmetric: (K + Kᵀ)/2") == true)
  }

  @Test func `an indefinite matrix is no kernel`() throws {
    var kernel = try RidgeSample().kernel()
    var (train, queries) = try kernel.held()
    let smallest = try #require(try SymmetricEigen(train, vectors: false).values.last)
    train.addToDiagonal(-smallest - 5e-4)
    kernel.form = .dense(train: train, queries: queries, queryRows: nil)
    let error = #expect(throws: StageError.self) { try Self.check(kernel) }
    #expect(error?.message.contains("‘λ_min(K) ≥ −nε‖K‖₂’ fails") == true)
  }

  @Test func `an offset or a recomputed context is said to be out of the audit's reach`() throws {
    let kernel = try RidgeSample().kernel()
    var influence = try KernelInfluence.answer(
      [:], Inputs().wiring(kernel, to: KernelInfluence.kernel))
    influence.about["offset"] = "initial"
    let table = try Self.check(kernel, influence)
    #expect(
      table["check"]?.values.texts.last
        == "audit left out: the regression starts from the offset ‘initial’")
  }

  @Test func `the dropped blocks are those of the full kernel of all outputs`() throws {
    let sample = try RidgeSample()
    let kernel = try sample.kernel(isEmpirical: true)
    let table = try KernelChecks.answer(
      [:],
      Inputs().wiring(kernel, to: KernelChecks.kernel).wiring(
        sample.network, to: KernelChecks.network
      )
      .wiring(sample.rows, to: KernelChecks.data))
    // ∂f_c(x)/∂w_r = a_rc·1[w_r·x > 0]·x/√m, so the full kernel is a sum over units.
    let (rows, network) = (sample.rows.matrix, sample.network)
    let open = (0..<24).map { i in
      (0..<48).map { r in
        zip(rows.row(i), network.hidden.row(r)).reduce(0) { $0 + $1.0 * $1.1 } > 0
      }
    }
    func norm(_ c: Int, _ d: Int) -> Double {
      var sum = 0.0
      for i in 0..<24 {
        for j in 0..<24 {
          let inner = zip(rows.row(i), rows.row(j)).reduce(0) { $0 + $1.0 * $1.1 }
          let count = (0..<48).reduce(0.0) { count, r in
            open[i][r] && open[j][r] ? count + network.output[r, c] * network.output[r, d] : count
          }
          sum += (inner * count / 48) * (inner * count / 48)
        }
      }
      return sum.squareRoot()
    }
    let shares = [(1, 0), (2, 0), (2, 1)].map { norm($0.0, $0.1) / norm(0, 0) }
    let name = "dropped blocks between classes, ‖·‖_F over ‖K‖_F, "
    let mean = try table.number(where: ["check": name + "mean (beside 1/√m)"])
    let largest = try table.number(where: ["check": name + "largest (beside 1/√m)"])
    #expect(abs(try #require(mean) - shares.reduce(0, +) / 3) < 1e-12)
    #expect(abs(try #require(largest) - (shares.max() ?? 0)) < 1e-12)
    #expect(
      try table.number("limit", where: ["check": name + "mean (beside 1/√m)"]) == 1
        / 48.0.squareRoot())
  }

  @Test func `network and data go together`() throws {
    let sample = try RidgeSample()
    let error = #expect(throws: SettingFaults.self) {
      try KernelChecks.answer(
        [:],
        Inputs().wiring(sample.kernel(), to: KernelChecks.kernel)
          .wiring(sample.network, to: KernelChecks.network))
    }
    #expect(error?.faults.map(\.message) == ["network and data go together; wire ‘data’ too"])
  }
}
