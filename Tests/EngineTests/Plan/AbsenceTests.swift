import Engine
import Manifest
import Pipeline
import Testing

/// Artifacts that are gone: only those that somebody is going to read are asked for.
@Suite struct AbsenceTests {
  static let manifest = """
    stages:
      hello: {use: Say}
      moved: {use: Shift, word: hello}
      again: {use: Shift, word: moved, epsilon: 2}
    """

  /// What is decided when the artifacts of `lost` nodes are gone, and which were asked for.
  private func plan(
    _ manifest: String, losing lost: [String], targets: [String] = []
  ) throws -> (decisions: [String: String], asked: [String], needed: [String]) {
    var scenario = Scenario()
    try scenario.run(Self.manifest)
    let names = Dictionary(
      try scenario.plan(Self.manifest).nodes.compactMap { node in
        node.record.map { ($0.runKey, node.name.description) }
      }
    ) { first, _ in first }
    var asked: [String] = []
    var request = PlanRequest(source: .init(name: "lab/a.yaml", text: manifest), targets: targets)
    request.workingDirectory = "/home"
    let store = scenario.store
    request.knowledge = Knowledge(
      record: store.record(for:),
      isThere: { record in
        let name = names[record.runKey] ?? ""
        asked.append(name)
        return !lost.contains(name)
      }, journal: scenario.journal)
    let plan = try Planner(catalog: scenario.catalog, backend: scenario.backend).plan(request).get()
    return (plan.decisions, asked.sorted(), plan.nodes.filter(\.isNeeded).map(\.name.description))
  }

  @Test func `where all is known only the ends are asked for`() throws {
    let plan = try plan(Self.manifest, losing: ["hello", "moved"])
    #expect(plan.decisions.values.allSatisfy { $0 == "hit" })
    #expect(plan.asked == ["again"])
  }

  @Test func `a lost end is computed again from what is there`() throws {
    let plan = try plan(Self.manifest, losing: ["again"])
    #expect(plan.decisions["again"] == "run: the stored result is gone")
    #expect(plan.decisions["moved"] == "hit")
    #expect(plan.asked == ["again", "moved"])
  }

  @Test func `what a node that runs reads is computed first where it is gone`() throws {
    let all = try plan(Self.manifest, losing: ["again", "moved", "hello"])
    #expect(all.decisions.values.allSatisfy { $0 == "run: the stored result is gone" })
    let edited = Self.manifest.replacing("epsilon: 2", "epsilon: 3")
    let some = try plan(edited, losing: ["moved"])
    #expect(some.decisions["again"] == "run: epsilon 2.0 → 3.0")
    #expect(some.decisions["moved"] == "run: the stored result is gone")
    #expect(some.decisions["hello"] == "hit")
  }

  @Test func `a node asked for by name is asked for in the store`() throws {
    let plan = try plan(Self.manifest, losing: ["moved"], targets: ["moved"])
    #expect(plan.decisions["moved"] == "run: the stored result is gone")
    #expect(plan.asked == ["hello", "moved"])
    #expect(plan.needed == ["hello", "moved"])
  }
}
