import Engine
import Pipeline
import Testing

/// Large plans; the suite's time limit is what notices quadratic behaviour.
@Suite struct ScaleTests {
  @Test func `a hundred thousand variants are planned`() throws {
    let manifest = """
      sweep: {a: 1..100, b: 1..100}
      stages:
        said: {use: Say, times: "${a}", text: "${b}"}
        n1: {use: Shift, word: said, epsilon: 1}
        n2: {use: Shift, word: n1, epsilon: 2}
        n3: {use: Shift, word: n2, epsilon: 3}
        n4: {use: Shift, word: n3, epsilon: 4}
        n5: {use: Shift, word: n4, epsilon: 5}
        n6: {use: Shift, word: n5, epsilon: 6}
        n7: {use: Shift, word: n6, epsilon: 7}
        n8: {use: Shift, word: n7, epsilon: 8}
        n9: {use: Shift, word: n8, epsilon: 9}
        all: {use: Gather, words: "n9[*]"}
      """
    #expect(try Scenario().plan(manifest).nodes.count == 100_001)
  }

  @Test func `a chain of ten thousand nodes is planned, run, and planned again`() throws {
    let links = (1..<10_000).map { "  n\($0): {use: Shift, word: n\($0 - 1), epsilon: \($0)}" }
    let manifest = "stages:\n  n0: {use: Say}\n" + links.joined(separator: "\n") + "\n"
    var scenario = Scenario()
    #expect(try scenario.run(manifest).computed == 10_000)
    #expect(try scenario.plan(manifest).nodes.allSatisfy { $0.decision.isHit })
  }

  @Test func `a node that gathers ten thousand, and is told why it runs again`() throws {
    func manifest(_ last: Int) -> String {
      """
      sweep: {n: 1..\(last)}
      stages:
        a: {use: Say, text: "${n}"}
        all: {use: Tell, words: "a[*]"}
      """
    }
    var scenario = Scenario().limits(RunLimits(jobs: 64, cores: 64))
    #expect(try scenario.run(manifest(10_000)).computed == 10_001)
    let plan = try scenario.plan(manifest(9_999))
    #expect(plan.decisions["all"] == "run: input words: wired differently")
  }

  @Test func `ten thousand faults are told, and the nearest names of the first`() throws {
    let nodes = (0..<10_000).map { "  n\($0): {use: Shift, word: m\($0), epsilon: -1}" }
    guard
      case .failure(let faults) = Scenario().result(
        "stages:\n" + nodes.joined(separator: "\n") + "\n")
    else {
      Issue.record("no faults")
      return
    }
    #expect(faults.faults.count == 20_000)
    #expect(faults.rendered.hasSuffix("\n… and 19000 more"))
  }
}
