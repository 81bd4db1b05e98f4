import Engine
import Pipeline
import Testing

@Suite struct PlanTests {
  static let three = """
    stages:
      hello: {use: Say, text: hello}
      moved: {use: Shift, word: hello, epsilon: 0.3}
      rated: {use: Rate, before: hello, after: moved}
    """

  @Test func `a graph of three nodes is planned without store, executors or stages`() throws {
    let plan = try Scenario().plan(Self.three)
    #expect(plan.nodes.map(\.name.description) == ["hello", "moved", "rated"])
    #expect(plan.nodes[2].inputs.map(\.node) == [0, 1])
    #expect(plan.nodes[2].inputs.map(\.port) == ["before", "after"])
    #expect(plan.consumers == [[1, 2], [2], []])
    #expect(plan.ends == [2])
    #expect(
      plan.decisions == ["hello": "run: new", "moved": "perhaps: new", "rated": "perhaps: new"])
  }

  @Test func `what was run is a hit, and runs no more`() throws {
    var scenario = Scenario()
    #expect(try scenario.run(Self.three).counts == [3, 0, 0, 0])
    #expect(try scenario.plan(Self.three).decisions.values.allSatisfy { $0 == "hit" })
    #expect(try scenario.run(Self.three).counts == [0, 3, 0, 0])
  }
}
