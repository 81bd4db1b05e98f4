import Engine
import Pipeline
import Testing

/// `Shift` after its author raised the version.
private struct NewShift: ToyStage {
  static let name = "Shift"
  static let version = 2
  static let inputs: [any InputPort] = Shift.inputs
  static let settings = [
    Setting<Self>("epsilon", \.epsilon, "how far", in: 0...),
    Setting<Self>("mode", \.mode, "how"),
    Setting<Self>("width", \.width, "letters per line", in: 1...),
  ]
  var epsilon = 0.1
  var mode = Shift.Mode.plain
  var width: Int?
}

@Suite struct DecisionTests {
  static let manifest = """
    stages:
      read: {use: Load, file: data/a.gz}
      hello: {use: Say}
      moved: {use: Shift, word: hello, epsilon: 0.1}
      both: {use: Gather, words: [moved, read]}
    """
  static let file = "/home/lab/data/a.gz"

  /// A scenario in which the manifest has run.
  private func done() throws -> Scenario {
    var scenario = Scenario().file(Self.file, "one")
    try scenario.run(Self.manifest)
    return scenario
  }

  private func edited(_ old: String, _ new: String) -> String {
    Self.manifest.replacing(old, new)
  }

  @Test func `a changed setting is told, old and new`() throws {
    let plan = try done().plan(edited("epsilon: 0.1", "epsilon: 0.30"))
    #expect(
      plan.decisions == [
        "read": "hit", "hello": "hit", "moved": "run: epsilon 0.1 → 0.3",
        "both": "perhaps: input words: moved runs",
      ])
  }

  @Test func `a raised version is told`() throws {
    let plan = try done().replacing(NewShift.self).plan(Self.manifest)
    #expect(plan.decisions["moved"] == "run: stage version 1 → 2")
  }

  @Test func `a changed file is told by its name, and one that only moved is a hit`() throws {
    let changed = try done().file(Self.file, "two").plan(Self.manifest)
    #expect(changed.decisions["read"] == "run: file a.gz changed")
    let moved = try done().file("/home/lab/other/b.gz", "one")
      .plan(edited("data/a.gz", "other/b.gz"))
    #expect(moved.decisions["read"] == "hit")
    let other = try done().file("/home/lab/data/b.gz", "two").plan(edited("a.gz", "b.gz"))
    #expect(
      other.decisions["read"] == "run: file /home/lab/data/a.gz → /home/lab/data/b.gz")
  }

  @Test func `another stage, another backend and other wires are told`() throws {
    let scenario = try done()
    let stage = try scenario.plan(edited("both: {use: Gather", "both: {use: Blend"))
    #expect(stage.decisions["both"] == "run: stage Gather → Blend")
    let backend = try scenario.backend("arm64").plan(Self.manifest)
    #expect(backend.decisions["hello"] == "run: numeric backend x86-64 → arm64")
    let fewer = try scenario.plan(edited("[moved, read]", "moved"))
    #expect(fewer.decisions["both"] == "run: input words: wired differently")
    let swapped = try scenario.plan(edited("[moved, read]", "[read, moved]"))
    #expect(swapped.decisions["both"] == "run: input words: another artifact")
  }

  @Test func `a setting that begins or ceases to take part is told`() throws {
    var scenario = try done()
    let loud = edited("epsilon: 0.1", "mode: loud")
    #expect(try scenario.plan(loud).decisions["moved"] == "run: mode plain → loud")
    try scenario.run(loud)
    #expect(try scenario.plan(Self.manifest).decisions["moved"] == "hit")
  }

  @Test func `an answer that the store lost is told`() throws {
    let scenario = try done()
    let artifact = try #require(try scenario.plan(Self.manifest).node("hello")?.record?.artifact)
    scenario.store.lose(artifact.digest)
    let plan = try scenario.plan(Self.manifest)
    #expect(plan.decisions["hello"] == "run: the stored result is gone")
    #expect(plan.decisions["moved"] == "perhaps: input word: hello runs")
    #expect(plan.decisions["read"] == "hit")
  }

  @Test func `other labels are told`() throws {
    func manifest(_ label: String) -> String {
      """
      sweep: {n: {\(label): 1}}
      stages:
        a: {use: Say, times: "${n}"}
        all: {use: Gather, words: "a[*]"}
      """
    }
    var scenario = Scenario()
    try scenario.run(manifest("one"))
    #expect(try scenario.plan(manifest("uno")).decisions["all"] == "run: input words: other labels")
  }

  @Test func `changed settings upstream of a stage that tells them are told`() throws {
    func manifest(_ epsilon: String) -> String {
      """
      stages:
        a: {use: Say}
        b: {use: Shift, word: a, epsilon: \(epsilon)}
        page: {use: Tell, words: b}
      """
    }
    let same = FakeExecutor()
    same.answer = { job in
      job.stage == "Shift" ? .published(FakeExecutor.artifact(Digest(hashing: "same"))) : nil
    }
    var scenario = Scenario()
    try scenario.run(manifest("1"), on: same)
    #expect(try scenario.plan(manifest("2")).decisions["page"] == "perhaps: input words: b runs")
    #expect(try scenario.run(manifest("2"), on: same).counts == [2, 1, 0, 0])
    scenario.targets = ["b"]
    #expect(try scenario.run(manifest("3"), on: same).counts == [1, 1, 0, 0])
    #expect(
      try scenario.plan(manifest("3")).decisions["page"]
        == "run: settings upstream changed, or what stages say of them")
  }

  @Test func `who tells what stages say of themselves asks anew when one says something else`()
    throws
  {
    /// Many words in, said otherwise.
    struct Gather: ToyStage {
      static let summary = "A toy in other words."
      static let words = ListPort<Word>("words", takesLabels: true)
      static let inputs: [any InputPort] = [words]
    }
    let manifest = """
      stages:
        a: {use: Say}
        b: {use: Gather, words: a}
        page: {use: Tell, words: b}
      """
    var scenario = Scenario()
    try scenario.run(manifest)
    let reworded = try scenario.replacing(Gather.self).plan(manifest).decisions
    #expect(reworded["a"] == "hit" && reworded["b"] == "hit")
    #expect(reworded["page"] == "run: settings upstream changed, or what stages say of them")
  }

  @Test func `only what the targets need is needed`() throws {
    let scenario = try done().targets("both")
    let known = try scenario.plan(Self.manifest)
    #expect(known.nodes.filter(\.isNeeded).map(\.name.name) == ["both"])
    let changed = try scenario.plan(edited("epsilon: 0.1", "epsilon: 0.2"))
    #expect(
      changed.nodes.filter(\.isNeeded).map(\.name.name) == ["read", "hello", "moved", "both"])
    let other = try done().targets("hello").plan(edited("epsilon: 0.1", "epsilon: 0.2"))
    #expect(other.nodes.filter(\.isNeeded).map(\.name.name) == ["hello"])
  }

  @Test func `two nodes that ask the same of equal inputs run once`() throws {
    let manifest = """
      stages:
        a: {use: Say, times: 1}
        b: {use: Say, times: 2}
        c: {use: Shift, word: a}
        d: {use: Shift, word: b}
      """
    let same = FakeExecutor()
    same.answer = { job in
      job.stage == "Say" ? .published(FakeExecutor.artifact(Digest(hashing: "same"))) : nil
    }
    var scenario = Scenario().targets("a", "b")
    try scenario.run(manifest, on: same)
    scenario.targets = []
    let plan = try scenario.plan(manifest)
    #expect(plan.decisions == ["a": "hit", "b": "hit", "c": "run: new", "d": "shared"])
    let executor = FakeExecutor()
    #expect(try scenario.run(manifest, on: executor).counts == [1, 3, 0, 0])
    #expect(executor.started.count == 1)
  }
}
