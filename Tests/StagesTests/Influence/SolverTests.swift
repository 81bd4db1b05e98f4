import Numerics
import Pipeline
import Stages
import Testing

@Suite("Solvers of Influence") struct SolverTests {
  static func influence(
    _ settings: [String: SettingText], rows: Int = 120
  ) throws -> (approximate: Influence, exact: Influence) {
    let sample = try RidgeSample(rows: rows, queries: 12, columns: 10)
    let inputs = try Inputs().wiring(sample.kernel(), to: KernelInfluence.kernel)
    let shared = settings.filter { ["ridge", "ridge-rule", "kind"].contains($0.key) }
    return (
      try KernelInfluence.answer(settings, inputs), try KernelInfluence.answer(shared, inputs)
    )
  }

  static let solvers: [[String: SettingText]] = [
    ["solver": "cg", "tolerance": "0.001"],
    ["solver": "cg", "tolerance": "0.001", "kind": "infinitesimal", "rank": "20"],
    ["solver": "nystrom", "tolerance": "0.01", "rank": "120"],
    ["solver": "stochastic", "tolerance": "0.3", "ridge": "20"],
  ]

  @Test(arguments: solvers)
  func `scores are within the bounds that come with them`(settings: [String: SettingText]) throws {
    let (approximate, exact) = try Self.influence(settings)
    let bounds = try #require(approximate.bounds)
    #expect(exact.bounds == nil)
    for test in 0..<12 {
      let error =
        zip(approximate.perTest.row(test), exact.perTest.row(test))
        .map { abs($0 - $1) }.max() ?? .infinity
      #expect(error <= bounds.perTest[test] && bounds.perTest[test] > 0)
    }
    for row in 0..<120 {
      #expect(abs(approximate.mean[row] - exact.mean[row]) <= bounds.mean[row])
    }
    let solver = try #require(settings["solver"]?.display)
    #expect(approximate.about.text("solver") == solver)
    let promise = "certified error, over a test row's largest score"
    let certified = try #require(approximate.about[promise]?.double)
    let tolerance = try #require(Double(settings["tolerance"]?.display ?? ""))
    #expect(certified <= tolerance && certified > 0)
    let leverage = zip(approximate.leverage, exact.leverage).map { abs($0 - $1) }.max() ?? 0
    let isKnown = approximate.about.text("leverage")?.hasPrefix("within ") == true
    #expect(isKnown ? leverage <= tolerance : approximate.leverage.allSatisfy(\.isNaN))
    #expect(isKnown == (settings["kind"] == nil))
  }

  @Test(arguments: ["cg", "nystrom"])
  func `a factored kernel is solved without being formed`(solver: String) throws {
    let sample = try RidgeSample(rows: 120, queries: 12, columns: 10)
    func inputs(_ form: SettingText) throws -> Inputs {
      try Inputs().wiring(sample.kernel(isEmpirical: true, form: form), to: KernelInfluence.kernel)
    }
    let approximate = try KernelInfluence.answer(
      ["solver": .scalar(solver), "tolerance": "0.01", "rank": "120"], inputs("factored"))
    let exact = try KernelInfluence.answer([:], inputs("dense"))
    let bounds = try #require(approximate.bounds)
    for test in 0..<12 {
      let error =
        zip(approximate.perTest.row(test), exact.perTest.row(test))
        .map { abs($0 - $1) }.max() ?? .infinity
      #expect(error <= bounds.perTest[test])
    }
  }

  @Test func `bounds outlive the store`() throws {
    let (approximate, _) = try Self.influence(Self.solvers[0])
    let again = try Influence(parts: Parts(of: approximate))
    #expect(again.bounds == approximate.bounds)
    #expect(
      try approximate.parts().map(\.name).suffix(2) == ["per-test-bound.npy", "mean-bound.npy"])
  }

  static let refusals: [([String: SettingText], String, String)] = [
    (
      ["solver": "cg", "iterations": "2", "rank": "8"],
      "after 2 iterations the scores are only certified to ",
      "raise iterations or rank, or use solver: exact"
    ),
    (
      ["solver": "nystrom", "rank": "60"], "at rank 60 the scores are only certified to ",
      "raise rank, use solver: cg, or use solver: exact"
    ),
    (
      ["solver": "stochastic", "probes": "64", "rank": "20"],
      "after 64 probes the scores are only certified to ",
      "raise probes, rank or tolerance, or use solver: cg or exact"
    ),
    (
      ["solver": "cg", "tolerance": "1e-12", "kind": "infinitesimal"],
      "at the limit of double precision the scores are only certified to ",
      "raise tolerance or ridge, or use solver: exact"
    ),
    (
      ["solver": "cg", "ridge": "1e-13"],
      "a ridge of 1e-13 is lost in the rounding of a kernel with trace ",
      "give a larger ridge, or use solver: exact"
    ),
  ]

  @Test(arguments: refusals.indices)
  func `what is not certified is refused, with what would help`(index: Int) throws {
    let (settings, cause, remedy) = Self.refusals[index]
    let error = #expect(throws: StageError.self) { try Self.influence(settings) }
    let message = try #require(error?.message)
    #expect(message.hasPrefix(cause), "\(message)")
    #expect(message.hasSuffix("; " + remedy), "\(message)")
  }

  @Test func `a limit that the solver does not have is an error`() throws {
    for (solver, name) in [("exact", "rank"), ("nystrom", "iterations"), ("cg", "probes")] {
      let error = #expect(throws: SettingFault.self) {
        try Self.influence(["solver": .scalar(solver), .init(name): "99"], rows: 20)
      }
      #expect(error?.setting == name)
    }
  }

  @Test func `random probes are for leave-one-out alone`() throws {
    let error = #expect(throws: SettingFaults.self) {
      try Self.influence(["solver": "stochastic", "kind": "infinitesimal"], rows: 20)
    }
    #expect(
      error?.faults.map(\.message)
        == ["probes estimate what leave-one-out divides by; use solver: cg for the rate"])
  }
}
