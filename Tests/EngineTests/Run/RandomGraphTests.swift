import Engine
import Pipeline
import Testing

@Suite struct RandomGraphTests {
  /// An executor on which jobs end in random order, some settings fail, and even numbers up to
  /// `constant` all yield the same.
  private func executor(
    _ seed: Int, failing: Set<Int> = [], constant: Int = 0
  ) -> FakeExecutor {
    var dice = Dice(seed)
    let executor = FakeExecutor()
    executor.pick = { Int.random(in: 0..<$0, using: &dice) }
    executor.answer = { job in
      guard job.stage == "Shift", case .scalar(let text)? = job.settings.first?.text,
        let epsilon = Double(text).map({ Int($0) })
      else { return nil }
      if failing.contains(epsilon) { return .failed(JobFailure(.stage, "no")) }
      guard epsilon % 2 == 0, epsilon <= constant else { return nil }
      return .published(FakeExecutor.artifact(Digest(hashing: "same")))
    }
    return executor
  }

  /// Expects that what ran, and what did not, is what the plan said.
  private func check(_ outcome: Outcome, did plan: Plan) {
    #expect(outcome.nodes.map(\.node) == plan.nodes.filter(\.isNeeded).map(\.id))
    for node in outcome.nodes {
      switch (plan.nodes[node.node].decision, node.status) {
      case (.hit(let record), .reused(let artifact)): #expect(record.artifact == artifact)
      case (.run, .computed), (.run, .failed), (.sameQuestion, .reused), (.sameQuestion, .failed):
        break
      case (.runUnlessInputsSame, .computed), (.runUnlessInputsSame, .reused),
        (.runUnlessInputsSame, .failed), (.runUnlessInputsSame, .skipped):
        break
      default: Issue.record("\(plan.nodes[node.node].decision) became \(node.status)")
      }
    }
  }

  @Test(arguments: 0..<100)
  func `a run does exactly what the plan said, in whatever order jobs end`(_ seed: Int) throws {
    var dice = Dice(seed)
    var manifest = RandomManifest(nodes: 40, with: &dice)
    var scenario = Scenario().limits(RunLimits(jobs: Int.random(in: 1...9, using: &dice), cores: 3))
    for round in 0..<4 {
      let plan = try scenario.plan(manifest.text)
      let failing: Set<Int> = round == 1 ? [1, 3, 5, 7, 9, 11, 13] : []
      let executor = executor(seed * 7 + round, failing: failing, constant: 60)
      check(try scenario.run(manifest.text, on: executor), did: plan)
      for _ in 0..<3 {
        let index = Int.random(in: manifest.nodes.indices, using: &dice)
        manifest.nodes[index].number = Int.random(in: 1...100, using: &dice)
      }
    }
  }

  @Test(arguments: 0..<50)
  func `results, records and journal do not depend on the order in which jobs end`(_ seed: Int)
    throws
  {
    var dice = Dice(seed)
    let manifest = RandomManifest(nodes: 40, with: &dice).text
    var results: [(statuses: [NodeStatus], records: [Digest: Record], journal: Journal)] = []
    for jobs in [1, 2, 8] {
      var scenario = Scenario(store: FakeStore()).limits(RunLimits(jobs: jobs, cores: jobs))
      let outcome = try scenario.run(manifest, on: executor(seed + jobs, failing: [3, 4, 5, 6]))
      results.append((outcome.nodes.map(\.status), scenario.store.all, outcome.journal))
    }
    for result in results.dropFirst() {
      #expect(result.records == results[0].records)
      #expect(result.journal == results[0].journal)
      #expect(result.statuses.map(\.artifact) == results[0].statuses.map(\.artifact))
      #expect(result.statuses.map(\.failure) == results[0].statuses.map(\.failure))
    }
  }

  @Test(arguments: 0..<50)
  func `exactly what depends on a failure is skipped`(_ seed: Int) throws {
    var dice = Dice(seed)
    let manifest = RandomManifest(nodes: 30, with: &dice)
    var scenario = Scenario()
    let plan = try scenario.plan(manifest.text)
    let outcome = try scenario.run(
      manifest.text, on: executor(seed, failing: Set(stride(from: 1, to: 100, by: 4))))
    func status(_ index: Int) -> NodeStatus? {
      let node = plan.node(manifest.names[index])?.id
      return outcome.nodes.first { $0.node == node }?.status
    }
    let failed = manifest.nodes.indices.filter { status($0)?.failure != nil }
    let lost = manifest.downstream(of: Set(failed)).subtracting(failed)
    for index in manifest.nodes.indices {
      var isSkipped = false
      if case .skipped? = status(index) { isSkipped = true }
      #expect(isSkipped == lost.contains(index))
    }
  }
}
