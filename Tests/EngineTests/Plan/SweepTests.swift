import Engine
import Pipeline
import Testing

@Suite struct SweepTests {
  @Test func `what mentions a sweep variable, or depends on such a node, exists once per value`()
    throws
  {
    let plan = try Scenario().plan(
      """
      let: {far: "${n}"}
      sweep: {arch: {plain: 1, attn: 2}, n: 3..4}
      stages:
        hello: {use: Say}
        moved: {use: Shift, word: hello, epsilon: "${far}"}
        again: {use: Shift, word: moved, epsilon: "${arch}"}
        rated: {use: Rate, before: hello, after: again}
      """)
    #expect(
      plan.nodes.map(\.name.description) == [
        "hello", "moved[n=3]", "moved[n=4]",
        "again[arch=plain,n=3]", "again[arch=plain,n=4]",
        "again[arch=attn,n=3]", "again[arch=attn,n=4]",
        "rated[arch=plain,n=3]", "rated[arch=plain,n=4]",
        "rated[arch=attn,n=3]", "rated[arch=attn,n=4]",
      ])
    let reader = plan.node("rated[arch=attn,n=3]")
    #expect(
      reader?.inputs.map { plan.nodes[$0.node].name.description } == [
        "hello", "again[arch=attn,n=3]",
      ])
    #expect(plan.graph.nodes.map(\.variants) == [1, 2, 4, 4])
    #expect(plan.graph.nodes.map(\.axes) == [[], ["n"], ["arch", "n"], ["arch", "n"]])
    #expect(plan.graph.edges.map { [$0.from, $0.to] } == [[0, 1], [1, 2], [0, 3], [2, 3]])
  }

  @Test func `a setting that some variants use is left out of the others' questions`() throws {
    let plan = try Scenario().plan(
      """
      sweep: {mode: [plain, loud], gain: [2, 3]}
      stages:
        hello: {use: Say}
        moved: {use: Shift, word: hello, mode: "${mode}", gain: "${gain}"}
      """)
    let moved = plan.nodes.filter { $0.name.name == "moved" }
    #expect(
      moved.map { $0.names.map(\.description) } == [
        ["moved[mode=plain,gain=2]", "moved[mode=plain,gain=3]"],
        ["moved[mode=loud,gain=2]"], ["moved[mode=loud,gain=3]"],
      ])
  }

  /// What `all` reads, written as `reference` in a graph whose node `a` varies over x and y.
  private func read(_ reference: String) throws -> [String] {
    let plan = try Scenario().plan(
      """
      sweep: {x: [1, 2], y: [1, 2]}
      stages:
        a: {use: Say, times: "${x}", text: "${y}"}
        b: {use: Shift, word: a}
        all: {use: Gather, words: \(reference)}
      """)
    return plan.nodes.filter { $0.name.name == "all" }.map { node in
      let read = node.inputs.map { input in
        let labels = input.labels.map(\.value).joined()
        return plan.nodes[input.node].name.name + labels
      }
      return read.joined(separator: " ")
    }
  }

  @Test(arguments: [
    ("a", ["a11", "a12", "a21", "a22"]),
    ("\"a[x=2]\"", ["a21", "a22"]),
    ("\"a[x=*]\"", ["a11 a21", "a12 a22"]),
    ("\"a[*]\"", ["a11 a12 a21 a22"]),
    ("\"a[x=*,y=*]\"", ["a11 a12 a21 a22"]),
    ("\"a[x=1,*]\"", ["a11 a12"]),
    ("\"a[x=2,y=1]\"", ["a21"]),
    ("[\"a[x=1,y=1]\", \"b[*]\"]", ["a11 b11 b12 b21 b22"]),
    ("[\"a[x=*]\", b]", ["a11 a21 b11", "a12 a22 b12", "a11 a21 b21", "a12 a22 b22"]),
  ])
  func `references follow the reader, pick one, or gather`(
    _ reference: String, _ expected: [String]
  ) throws {
    #expect(try read(reference) == expected)
  }

  @Test(arguments: [
    ("5", ["5"]), ("2..4", ["2", "3", "4"]), ("[1, 3..5, 9]", ["1", "3", "4", "5", "9"]),
    ("-1..1", ["-1", "0", "1"]), ("{few: 1, many: 2}", ["few", "many"]),
  ])
  func `a sweep is a value, a range, a list of both, or a map of labels`(
    _ values: String, _ labels: [String]
  ) throws {
    let plan = try Scenario().plan(
      "sweep: {n: \(values)}\nstages:\n  a: {use: Say, text: \"${n}\"}\n")
    #expect(plan.nodes.map { $0.name.labels.map(\.value) } == labels.map { [$0] })
  }

  @Test func `variants that ask the same are one node with all names`() throws {
    let plan = try Scenario().plan(
      """
      sweep: {n: {one: 1, uno: 1, two: 2}}
      stages:
        a: {use: Say, times: "${n}"}
        b: {use: Shift, word: a}
        c: {use: Say, times: 2}
      """)
    #expect(
      plan.nodes.map { $0.names.map(\.description) } == [
        ["a[n=one]", "a[n=uno]"], ["a[n=two]", "c"], ["b[n=one]", "b[n=uno]"], ["b[n=two]"],
      ])
  }

  @Test func `labels enter the key only where a port takes them`() throws {
    func keys(_ label: String) throws -> [Digest?] {
      let plan = try Scenario().plan(
        """
        sweep: {n: {\(label): 1, two: 2}}
        stages:
          a: {use: Say, times: "${n}"}
          labelled: {use: Gather, words: "a[*]"}
          plain: {use: Blend, words: "a[*]"}
        """)
      return [plan.key("labelled"), plan.key("plain")]
    }
    let (one, uno) = (try keys("one"), try keys("uno"))
    #expect(one[0] != uno[0])
    #expect(one[1] == uno[1])
  }

  @Test func `overrides choose labels of a sweep, add values, or replace them all`() throws {
    let manifest = """
      sweep: {n: {one: 1, two: 2}}
      stages:
        a: {use: Say, times: "${n}"}
      """
    func settings(_ override: String) throws -> [String] {
      try Scenario().set(override).plan(manifest).nodes.map { node in
        let times = node.prepared.settings.first { $0.name == "times" }
        return "\(node.name) \(times?.text.display ?? "")"
      }
    }
    #expect(try settings("sweep.n=two") == ["a[n=two] 2"])
    #expect(try settings("sweep.n=two,7") == ["a[n=two] 2", "a[n=7] 7"])
    #expect(try settings("sweep.n=[3..4, one]") == ["a[n=3] 3", "a[n=4] 4", "a[n=one] 1"])
    #expect(try settings("sweep.n={ten: 10}") == ["a[n=ten] 10"])
    // Inside brackets a line break is a space, as in a manifest.
    #expect(try settings("sweep.n=[3,\n4]") == ["a[n=3] 3", "a[n=4] 4"])
  }

  @Test func `an override keeps its line breaks`() throws {
    let manifest = "let: {t: x}\nstages:\n  a: {use: Say, text: \"${t}\"}\n"
    let plan = try Scenario().set("t=first\nsecond").plan(manifest)
    let text = plan.nodes[0].prepared.settings.first { $0.name == "text" }?.text
    #expect(text == .scalar("first\nsecond"))
  }

  @Test func `labels of a profile stand for its values, also where others are chosen of them`()
    throws
  {
    let manifest = """
      sweep: {size: {full: 1}}
      profiles: {p: {size: {"2": 41, big: 42}}, other: {size: {"2": 7}}}
      stages:
        a: {use: Say, times: "${size}"}
      """
    func times(_ scenario: Scenario) throws -> [String: SettingText?] {
      let nodes = try scenario.plan(manifest).nodes
      return Dictionary(
        uniqueKeysWithValues: nodes.map { node in
          (node.name.description, node.prepared.settings.first { $0.name == "times" }?.text)
        })
    }
    let chosen = Scenario().profile("p")
    #expect(try times(chosen) == ["a[size=2]": "41", "a[size=big]": "42"])
    #expect(try times(chosen.set("sweep.size=2")) == ["a[size=2]": "41"])
    #expect(
      try times(chosen.set("sweep.size=[full, big]")) == ["a[size=full]": "1", "a[size=big]": "42"])
    #expect(try times(Scenario().set("sweep.size=2")) == ["a[size=2]": "2"])
  }
}
