import Engine
import Pipeline
import Testing

/// Stages whose ports the manifest names.
@Suite struct OpenStageTests {
  static let before = "  hello: {use: Say}\n  rated: {use: Rate, before: hello}\n"

  func node(_ text: String) throws -> PlannedNode {
    let plan = try Scenario().plan("stages:\n" + Self.before + "  wild: " + text)
    return try #require(plan.nodes.first { $0.name.name == "wild" })
  }

  @Test func `ports of any name take artifacts of any kind, in the order of their names`() throws {
    let node = try node("{use: Wild, zebra: hello, ape: rated, kind: Score}")
    #expect(node.inputs.map(\.port) == ["ape", "zebra"])
    #expect(node.stage.inputs.map(\.name) == ["ape", "zebra"])
    #expect(node.prepared.stage.yields == "Score")
    #expect(try self.node("{use: Wild}").inputs.isEmpty)
  }

  @Test func `a port's name is part of the key, its place in the manifest is not`() throws {
    let key = try node("{use: Wild, one: hello, two: rated}").planKey
    #expect(try node("{use: Wild, two: rated, one: hello}").planKey == key)
    #expect(try node("{use: Wild, one: hello, three: rated}").planKey != key)
  }

  @Test func `what it yields fits where it should`() throws {
    let plan = try Scenario().plan(
      """
      sweep: {kind: [Word, Word2]}
      let: {other: Word}
      stages:
        hello: {use: Say, text: "${kind}"}
        wild: {use: Wild, a: hello, kind: "${other}"}
        moved: {use: Shift, word: wild}
      """)
    #expect(plan.nodes.count == 6)
  }

  static let faults: [FaultyManifest] = [
    .init(
      "a kind that does not fit, known from a setting",
      """
      let: {kind: Score}
      stages:
        wild: {use: Wild, kind: "${kind}"}
        moved: {use: Shift, word: 👉wild}
      """,
      "‘word’ takes Word, but ‘wild’ yields Score"),
    .init(
      "a kind that does not fit in one variant",
      """
      sweep: {kind: [Word, Score]}
      stages:
        wild: {use: Wild, kind: "${kind}"}
        moved: {use: Shift, word: 👉wild}
      """,
      "‘word’ takes Word, but ‘wild’ yields Score"),
    .init(
      "a wire to no node",
      """
      stages:
        hello: {use: Say}
        wild: {use: Wild, kind: Word, other: 👉helo}
      """,
      "there is no node ‘helo’", suggestion: "hello"),
    .init(
      "a name that is none",
      """
      stages:
        hello: {use: Say}
        wild: {use: Wild, 👉a/b: hello}
      """,
      "Wild has no setting or port ‘a/b’; ‘malleus stages Wild’ lists them"),
    .init(
      "a list",
      """
      stages:
        hello: {use: Say}
        wild: {use: Wild, a: 👉[hello]}
      """,
      "‘a’ takes one node, not a list; name the node without brackets"),
  ]

  @Test(arguments: faults) func `faults have their places`(manifest: FaultyManifest) {
    manifest.check()
  }
}
