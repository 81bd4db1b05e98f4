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

  static let swept = """
    let: {far: 1}
    sweep: {n: {few: 3, many: 4}}
    profiles: {small: {far: 2, n: [few]}}
    stages:
      a: {use: Say, times: "${n}"}
      all: {use: Gather, words: "a[*]"}
      far: {use: Shift, word: "a[n=few]", epsilon: "${far}"}
    """

  @Test(arguments: [
    ("", ["few", "many"], ["3", "4"]), (", n: [many, few]", ["many", "few"], ["4", "3"]),
    (", n: few", ["few"], ["3"]), (", n: {few: 9}", ["few"], ["9"]),
  ])
  func `a part's own sweep runs as it stands or as it is given`(
    given: String, labels: [String], values: [String]
  ) throws {
    let plan = try Scenario().file("lab/part.yaml", Self.swept)
      .plan("stages:\n  p: {include: part.yaml\(given)}\n")
    let said = plan.nodes.filter { $0.name.name == "p.a" }
    #expect(said.map(\.name.description) == labels.map { "p.a[n=\($0)]" })
    let times = said.map { $0.prepared.settings.first { $0.name == "times" }?.text.display }
    #expect(times == values)
    #expect(plan.node("p.all")?.inputs.count == labels.count)
  }

  @Test func `a part's sweep varies with what it is given from outside`() throws {
    let part = "sweep: {n: [1]}\nstages:\n  a: {use: Say, times: \"${n}\"}\n"
    let plan = try Scenario().file("lab/part.yaml", part).plan(
      """
      sweep: {m: [5, 6]}
      stages:
        p: {include: part.yaml, n: "${m}"}
        all: {use: Gather, words: "p.a[m=*]"}
      """)
    #expect(plan.nodes.map(\.name.description) == ["p.a[m=5]", "p.a[m=6]", "all"])
  }

  @Test func `a profile is applied in every file that has it, and what is given wins`() throws {
    let scenario = Scenario().file("lab/part.yaml", Self.swept).profile("small")
    let plan = try scenario.plan(
      """
      stages:
        p: {include: part.yaml}
        q: {include: part.yaml, far: 7}
      """)
    #expect(plan.nodes.filter { $0.name.name == "p.a" }.count == 1)
    #expect(plan.node("p.far")?.prepared.settings.first?.text.display == "2.0")
    #expect(plan.node("q.far")?.prepared.settings.first?.text.display == "7.0")
  }

  @Test func `two sweeps of one name cannot meet in a node`() {
    let part = "sweep: {n: [1, 2]}\nstages:\n  a: {use: Say, times: \"${n}\"}\n"
    #expect(
      Scenario().file("lab/part.yaml", part).faults(
        """
        sweep: {n: [5, 6]}
        stages:
          p: {include: part.yaml}
          b: {use: Shift, word: p.a, epsilon: "${n}"}
        """
      ).contains("‘b’ varies over two sweeps called ‘n’"))
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
