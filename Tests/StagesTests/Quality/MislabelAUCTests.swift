import Numerics
import Pipeline
import Stages
import Testing

@Suite("MislabelAUC") struct MislabelAUCTests {
  static func digits() throws -> Dataset {
    try SyntheticDigits.answer(
      ["count": "120", "size": "10", "classes": ["0", "1", "7"], "seed": "3"])
  }

  static func kernel(_ data: Dataset) throws -> Kernel {
    let rows = try Normalize.answer([:], Inputs().wiring(data, to: Normalize.data))
    return try InfiniteNTK.answer(
      [:], Inputs().wiring(rows, to: InfiniteNTK.data).wiring(rows, to: InfiniteNTK.queries))
  }

  @Test func `self-influence is what a row's removal does to its own loss`() throws {
    let judged = try JudgedSample()
    let (targets, _) = judged.kernel.targets
    let regression = try KernelRidge(judged.train, targets: targets, ridge: 0.05, on: .one)
    for row in 0..<24 {
      let refitted = try Refit.influence(
        removing: [row], kernel: judged.train, targets: targets, ridge: 0.05,
        queries: judged.train.gathered(rows: [row]), queryTargets: targets.gathered(rows: [row]),
        on: .one)
      #expect(abs(regression.selfInfluence[row] - refitted[0]) < 1e-11)
      #expect(regression.selfInfluence[row] >= 0)
    }
  }

  @Test func `wrong labels are found by self-influence and not by chance`() throws {
    let clean = try Self.digits()
    let wrong = try CorruptLabels.answer(
      ["share": "0.1", "seed": "2"], Inputs().wiring(clean, to: CorruptLabels.data))
    let kernel = try Self.kernel(wrong)
    let influence = try KernelInfluence.answer(
      ["ridge": "0.05"], Inputs().wiring(kernel, to: KernelInfluence.kernel))
    let table = try MislabelAUC.answer(
      ["ridge": "0.05"],
      Inputs().wiring(kernel, to: MislabelAUC.kernel)
        .wiring(influence, to: MislabelAUC.influence).wiring(clean, to: MislabelAUC.clean))
    let area = try #require(try table.number(where: ["scores": "self-influence"]))
    #expect(area > 0.85)
    let low = try #require(try table.number("low", where: ["scores": "random"]))
    let high = try #require(try table.number("high", where: ["scores": "random"]))
    #expect(low < 0.5 && 0.5 < high)
    #expect(table.notes[0].hasPrefix("12 of 120 labels are wrong"))
    let error = #expect(throws: StageError.self) {
      try MislabelAUC.answer(
        [:],
        Inputs().wiring(kernel, to: MislabelAUC.kernel)
          .wiring(influence, to: MislabelAUC.influence).wiring(clean, to: MislabelAUC.clean))
    }
    #expect(error?.message.contains("it was measured with λ = 0.05, and λ is 0.001 here") == true)
  }

  @Test func `without a wrong label there is nothing to find`() throws {
    let clean = try Self.digits()
    let kernel = try Self.kernel(clean)
    let influence = try KernelInfluence.answer(
      [:], Inputs().wiring(kernel, to: KernelInfluence.kernel))
    let error = #expect(throws: StageError.self) {
      try MislabelAUC.answer(
        [:],
        Inputs().wiring(kernel, to: MislabelAUC.kernel)
          .wiring(influence, to: MislabelAUC.influence).wiring(clean, to: MislabelAUC.clean))
    }
    #expect(
      error?.message
        == "the input clean does not suit: no label of the kernel is wrong; "
        + "change some labels with CorruptLabels")
  }
}
