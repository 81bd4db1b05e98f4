import Engine
import Manifest
import Testing

@Suite struct PartFaultTests {
  static let part = """
    takes: [images]
    let: {often: 2}
    stages:
      moved: {use: Shift, word: images}
      said: {use: Say, times: "${often}"}
    """

  static let cases: [FaultyManifest] = [
    .init(
      "a part that cannot be read",
      """
      stages:
        clean: {include: 👉nowhere.yaml}
        moved: {use: Shift, word: clean.said}
      """,
      "cannot read ‘lab/nowhere.yaml’: no such file"),
    .init(
      "a node among the nodes of a part",
      """
      stages:
        clean: {include: part.yaml, images: hello}
        hello: {use: Say}
        👉clean.moved2: {use: Say}
      """,
      "‘clean.moved2’ would be a node of the part ‘clean’, which another file declares; rename one"),
    .init(
      "a part that is a map",
      """
      stages:
        clean: {include: 👉{file: part.yaml}}
      """,
      "‘include’ must be the path of a file"),
    .init(
      "a part that depends on a value",
      """
      let: {which: part}
      stages:
        hello: {use: Say, text: "${which}"}
        clean: {include: 👉"${which}.yaml"}
      """,
      "the file to include cannot depend on ‘${…}’; write its path"),
    .init(
      "an input that is not given, and one that is not taken",
      """
      stages:
        hello: {use: Say}
        👉clean: {include: part.yaml, 👉image: hello}
      """,
      "‘lab/part.yaml’ takes ‘images’, which is not given; add ‘images: NODE’",
      "‘lab/part.yaml’ neither takes ‘image’ nor has a let of this name", suggestion: "images"),
    .init(
      "a part that includes itself",
      """
      stages:
        clean: {include: 👉experiment.yaml}
      """,
      "‘lab/experiment.yaml’ includes itself; remove the circle"),
    .init(
      "a part where a node is expected",
      """
      stages:
        hello: {use: Say}
        clean: {include: part.yaml, images: hello}
        moved: {use: Shift, word: 👉clean}
      """,
      "‘clean’ is an included part, not a node; name one of its nodes as clean.NODE"),
    .init(
      "a bad value for a part",
      """
      stages:
        hello: {use: Say}
        clean: {include: part.yaml, images: [👉"${x}"], often: "👉${y}"}
      """,
      "a reference cannot be built from ‘${…}’; write the node's name",
      "‘y’ is neither a let nor a sweep variable here"),
    .init(
      "nothing for an input",
      """
      stages:
        clean: {include: part.yaml, images: 👉[]}
      """,
      "‘images’ takes at least one node; list it, or leave the port out"),
  ]

  @Test func `a port of one node that a part was given two for is refused`() {
    let faults = Scenario().file("lab/part.yaml", Self.part).faults(
      """
      stages:
        a: {use: Say, times: 1}
        b: {use: Say, times: 2}
        clean: {include: part.yaml, images: [a, b]}
      """)
    #expect(faults.contains("‘word’ takes one node, and this gathers 2"))
  }

  @Test func `lists of lists through parts are refused before they fill the memory`() {
    var scenario = Scenario()
    for level in 1...15 {
      scenario = scenario.file(
        "lab/\(level).yaml",
        "takes: [t]\nstages:\n  in: {include: \(level + 1).yaml, t: [\(list("t"))]}\n")
    }
    scenario = scenario.file(
      "lab/16.yaml", "takes: [t]\nstages:\n  b: {use: Blend, words: t}\n")
    let faults = scenario.faults(
      "stages:\n  a: {use: Say}\n  p: {include: 1.yaml, t: [\(list("a"))]}\n")
    #expect(faults.contains("more than 100000"))
  }

  private func list(_ name: String) -> String {
    Array(repeating: name, count: 10).joined(separator: ", ")
  }

  @Test func `a circle is seen however its path is written`() {
    let part = "stages:\n  more: {include: ../d/./p.yaml}\n"
    let faults = Scenario().file("lab/d/p.yaml", part).file("lab/d/../d/./p.yaml", part)
      .faults("stages:\n  a: {include: d/p.yaml}\n")
    #expect(faults.contains("‘lab/d/../d/./p.yaml’ includes itself; remove the circle"))
  }

  @Test func `files whose names differ in how an accent is written are two`() {
    let (one, two) = ("caf\u{E9}", "cafe\u{301}")
    let scenario = Scenario().file("/home/lab/\(one)", "a").file("/home/lab/\(two)", "b")
    let faults = scenario.faults(
      "stages:\n  a: {use: Load, file: \(one)}\n  b: {use: Load, file: \(two)}\n")
    #expect(faults.contains(" only in how an accent is written; rename one"))
  }

  @Test(arguments: cases)
  func `a faulty include is told with its place`(_ faulty: FaultyManifest) {
    faulty.check(in: Scenario().file("lab/part.yaml", Self.part))
  }

  static let parts: [FaultyManifest] = [
    .init(
      "brackets on what is taken",
      "takes: [images]\nstages:\n  a: {use: Shift, word: 👉\"images[*]\"}\n",
      "‘images’ is taken from outside; select variants where the part is included"),
    .init(
      "a sweep in a part that nothing varies over, and a profile that sets what is not there",
      """
      takes: [images]
      sweep: {👉n: [1]}
      profiles: {p: {👉far: 1}}
      stages:
        a: {use: Shift, word: images}
      """,
      "nothing varies over ‘n’; write ${n} where it belongs, or remove it",
      "a profile sets let and sweep values, and ‘far’ is neither"),
    .init(
      "an input with the name of a node",
      "takes: [images]\nstages:\n  👉images: {use: Say}\n  a: {use: Shift, word: images}\n",
      "‘clean.images’ and ‘clean.images’ would be the same file name on some machines; rename one"),
    .init(
      "takes as a map", "takes: 👉{images: Word}\nstages: {}\n", "‘takes’ must be a list of names"),
    .init(
      "takes of lists", "takes: [images, 👉[a]]\nstages: {}\n", "‘takes’ must be a list of names"),
    .init(
      "an input with a bad name", "takes: [images, 👉a b]\nstages: {}\n",
      "‘a b’ cannot be a name; use 1 to 100 letters, digits, ‘.’, ‘_’ or ‘-’, the first not a ‘.’"),
    .init(
      "a name from outside",
      "takes: [images]\nstages:\n  a: {use: Shift, word: images, epsilon: \"👉${outer}\"}\n",
      "‘outer’ is neither a let nor a sweep variable here"),
    .init(
      "text that is no manifest", "takes: [images]\nstages: 👉{",
      "no closing ‘}’ in the rest of the file; add it"),
  ]

  @Test(arguments: parts)
  func `a fault inside a part is told with its place`(_ faulty: FaultyManifest) {
    let manifest = """
      let: {outer: 1}
      stages:
        hello: {use: Say, times: "${outer}"}
        clean: {include: part.yaml, images: hello}
      """
    let scenario = Scenario().file("lab/part.yaml", faulty.manifest.text)
    guard case .failure(let faults) = scenario.result(manifest) else {
      Issue.record("no faults")
      return
    }
    let inside = faults.faults.filter { $0.place.file == "lab/part.yaml" }
    #expect(inside.map(\.message) == faulty.messages)
    #expect(inside.map(\.place.mark) == faulty.manifest.marks)
    #expect(inside.allSatisfy { $0.notes.contains { $0.message == "included as ‘clean’ here" } })
  }

  @Test func `an error inside a part names both places, once for all who include it`() {
    let scenario = Scenario()
      .file("lab/parts/outer.yaml", "stages:\n  deep: {include: inner.yaml}\n")
      .file("lab/parts/inner.yaml", "stages:\n  said: {use: Sey}\n")
    let manifest = """
      stages:
        one: {include: parts/outer.yaml}
        two: {include: parts/outer.yaml}
      """
    #expect(
      scenario.faults(manifest) == """
        lab/parts/inner.yaml:2:15: error: there is no stage ‘Sey’; ‘malleus stages’ lists all
          said: {use: Sey}
                      ^ did you mean ‘Say’?
        lab/parts/outer.yaml:2:3: note: included as ‘deep’ here
          deep: {include: inner.yaml}
          ^
        lab/experiment.yaml:2:3: note: included as ‘one’ here
          one: {include: parts/outer.yaml}
          ^
        lab/experiment.yaml:3:3: note: included as ‘two’ here
          two: {include: parts/outer.yaml}
          ^
        """)
  }

  @Test func `a node's name together with its part's may be too long`() {
    let (outer, inner) = (String(repeating: "p", count: 60), String(repeating: "n", count: 60))
    let scenario = Scenario().file("lab/part.yaml", "stages:\n  \(inner): {use: Say}\n")
    let message = "‘\(outer).\(inner)’ is longer than 100 characters or 200 bytes; shorten it"
    #expect(scenario.faults("stages:\n  \(outer): {include: part.yaml}\n").contains(message))
  }

  @Test func `parts 17 deep are refused`() {
    var scenario = Scenario().named("p0.yaml")
    for depth in 1...20 {
      scenario = scenario.file(
        "p\(depth).yaml", "stages:\n  p: {include: p\(depth + 1).yaml}\n")
    }
    let message = "parts include parts more than 16 deep; make them flatter"
    #expect(scenario.faults("stages:\n  p: {include: p1.yaml}\n").contains(message))
  }
}
