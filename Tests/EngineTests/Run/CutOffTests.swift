import Engine
import Pipeline
import Testing

@Suite struct CutOffTests {
  /// A chain of 100 shifts behind a word.
  private func chain(times: Int) -> String {
    let links = (1..<100).map { index in
      "  n\(index): {use: Shift, word: n\(index - 1), epsilon: \(index)}"
    }
    return "stages:\n  n0: {use: Say, times: \(times)}\n" + links.joined(separator: "\n") + "\n"
  }

  /// An executor on which every `Say` says the same.
  private var constant: FakeExecutor {
    let executor = FakeExecutor()
    executor.answer = { job in
      job.stage == "Say" ? .published(FakeExecutor.artifact(Digest(hashing: "same"))) : nil
    }
    return executor
  }

  @Test func `a changed stage that yields the same bytes stops there: of a chain of 100, one runs`()
    throws
  {
    var scenario = Scenario()
    try scenario.run(chain(times: 1), on: constant)
    let executor = constant
    let outcome = try scenario.run(chain(times: 2), on: executor)
    #expect(outcome.counts == [1, 99, 0, 0])
    #expect(executor.started.count == 1)
    #expect(try scenario.plan(chain(times: 2)).nodes.allSatisfy { $0.decision.isHit })
  }

  @Test func `nodes that turn out to ask the same while one of them runs wait for it`() throws {
    let manifest = """
      stages:
        a: {use: Say, times: 1}
        b: {use: Say, times: 2}
        c: {use: Shift, word: a}
        d: {use: Shift, word: b}
      """
    var scenario = Scenario()
    let executor = constant
    #expect(try scenario.run(manifest, on: executor).counts == [3, 1, 0, 0])
    #expect(executor.started.count == 3)
  }

  @Test func `who waited for a node that failed fails with it`() throws {
    let manifest = """
      stages:
        a: {use: Say, times: 1}
        b: {use: Say, times: 2}
        c: {use: Shift, word: a}
        d: {use: Shift, word: b}
        e: {use: Shift, word: d, epsilon: 2}
      """
    let executor = FakeExecutor()
    executor.answer = { job in
      job.stage == "Say"
        ? .published(FakeExecutor.artifact(Digest(hashing: "same")))
        : .failed(JobFailure(.stage, "no"))
    }
    var scenario = Scenario()
    #expect(try scenario.run(manifest, on: executor).counts == [2, 0, 2, 1])
    #expect(executor.started.count == 3)
  }
}
