import Engine
import Pipeline
import Testing

@Suite struct PartTests {
  static let part = """
    takes: [images]
    let: {far: 1, data: mnist}
    stages:
      moved: {use: Shift, word: images, epsilon: "${far}"}
      read: {use: Load, file: "${data}/a"}
      rated: {use: Rate, before: moved, after: read}
    """

  @Test func `a part's nodes carry its name, its inputs are wired and its lets replaced`() throws {
    let scenario = Scenario()
      .file("lab/parts/part.yaml", Self.part)
      .file("/home/lab/parts/mnist/a", "mnist").file("/home/lab/cifar/a", "cifar")
    let plan = try scenario.plan(
      """
      sweep: {n: [1, 2]}
      stages:
        train: {use: Say, times: "${n}"}
        clean: {include: parts/part.yaml, images: "train[n=2]", far: 5}
        dirty: {include: parts/part.yaml, images: train, data: cifar}
        all: {use: Blend, words: [clean.moved, "dirty.moved[*]"]}
      """)
    #expect(
      plan.nodes.map(\.name.description) == [
        "train[n=1]", "train[n=2]", "clean.moved", "clean.read", "clean.rated",
        "dirty.moved[n=1]", "dirty.moved[n=2]", "dirty.read", "dirty.rated[n=1]",
        "dirty.rated[n=2]",
        "all",
      ])
    #expect(plan.files.keys.sorted() == ["/home/lab/cifar/a", "/home/lab/parts/mnist/a"])
    #expect(plan.node("clean.moved")?.prepared.settings.first?.text == "5.0")
    #expect(plan.node("clean.moved")?.inputs.map(\.node) == [1])
  }

  @Test func `a part may take a list, and hand what it takes to a part of its own`() throws {
    let scenario = Scenario()
      .file("lab/outer.yaml", "takes: [words]\nstages:\n  in: {include: inner.yaml, all: words}\n")
      .file("lab/inner.yaml", "takes: [all]\nstages:\n  one: {use: Gather, words: all}\n")
    let plan = try scenario.plan(
      """
      sweep: {n: [1, 2]}
      stages:
        a: {use: Say, times: "${n}"}
        out: {include: outer.yaml, words: ["a[*]", "a[n=1]"]}
      """)
    #expect(plan.node("out.in.one")?.inputs.map(\.node) == [0, 1, 0])
  }

  @Test func `a let of a part may vary over the sweep of the manifest`() throws {
    let scenario = Scenario()
      .file("lab/part.yaml", "let: {far: 1}\nstages:\n  a: {use: Say, times: \"${far}\"}\n")
    let plan = try scenario.plan(
      "sweep: {n: [3, 4]}\nstages:\n  p: {include: part.yaml, far: \"${n}\"}\n")
    #expect(plan.nodes.map(\.name.description) == ["p.a[n=3]", "p.a[n=4]"])
  }

  @Test func `the name of a part as a target means all of its nodes`() throws {
    let scenario = Scenario()
      .file("lab/part.yaml", "stages:\n  a: {use: Say}\n  b: {use: Say, times: 2}\n")
      .targets("p")
    let plan = try scenario.plan(
      "stages:\n  p: {include: part.yaml}\n  c: {use: Say, times: 3}\n")
    #expect(plan.targets == [0, 1])
  }
}
