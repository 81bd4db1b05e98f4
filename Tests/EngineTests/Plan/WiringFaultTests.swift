import Engine
import Testing

@Suite struct WiringFaultTests {
  static let cases: [FaultyManifest] = [
    .init(
      "a node that is not there",
      """
      stages:
        hello: {use: Say}
        moved: {use: Shift, word: 👉helo}
      """,
      "there is no node ‘helo’", suggestion: "hello"),
    .init(
      "a port that is not wired",
      """
      stages:
        👉moved: {use: Shift}
      """,
      "Shift needs ‘word’; add ‘word: NODE’ with a node that yields Word"),
    .init(
      "a node of another kind",
      """
      stages:
        hello: {use: Say}
        rated: {use: Rate, before: hello}
        moved: {use: Shift, word: 👉rated}
      """,
      "‘word’ takes Word, but ‘rated’ yields Score"),
    .init(
      "a list for one",
      """
      stages:
        hello: {use: Say}
        moved: {use: Shift, word: 👉[hello, hello]}
      """,
      "‘word’ takes one node, not a list; name the node without brackets"),
    .init(
      "an empty list",
      """
      stages:
        all: {use: Gather, words: 👉[]}
      """,
      "‘words’ takes at least one node; list it, or leave the port out"),
    .init(
      "many for one",
      """
      sweep: {n: [1, 2, 3]}
      stages:
        hello: {use: Say, times: "${n}"}
        moved: {use: Shift, word: 👉"hello[*]"}
        other: {use: Shift, word: 👉"hello[n=*]"}
      """,
      "‘word’ takes one node, and this gathers 3; select one, as in NODE[axis=label]",
      "‘word’ takes one node, and this gathers 3; select one, as in NODE[axis=label]"),
    .init(
      "an axis that the node does not vary over",
      """
      sweep: {n: [1, 2], size: [1, 2]}
      stages:
        hello: {use: Say, times: "${n}"}
        moved: {use: Shift, word: 👉"hello[size=1]", epsilon: "${size}"}
      """,
      "‘hello’ does not vary over ‘size’; leave it out of the brackets"),
    .init(
      "a label that is not there",
      """
      sweep: {arch: {plain: 1, attn: 2}}
      stages:
        hello: {use: Say, times: "${arch}"}
        moved: {use: Shift, word: 👉"hello[arch=atn]"}
      """,
      "the sweep over ‘arch’ has no value labelled ‘atn’", suggestion: "attn"),
    .init(
      "an axis chosen twice",
      """
      sweep: {n: [1, 2]}
      stages:
        hello: {use: Say, times: "${n}"}
        moved: {use: Shift, word: 👉"hello[n=1,n=2]"}
      """,
      "‘n’ is selected twice; keep one"),
    .init(
      "a reference that is none",
      """
      stages:
        hello: {use: Say}
        a: {use: Shift, word: 👉"hello[n"}
        b: {use: Shift, word: 👉"hello[n]"}
        c: {use: Shift, word: 👉the word}
      """,
      "‘hello[n’ is not a reference; write NODE, NODE[axis=label], NODE[axis=*] or NODE[*]",
      "‘hello[n]’ is not a reference; write NODE, NODE[axis=label], NODE[axis=*] or NODE[*]",
      "‘the word’ is not a reference; write NODE, NODE[axis=label], NODE[axis=*] or NODE[*]"),
    .init(
      "a reference built from a value",
      """
      let: {which: hello}
      stages:
        hello: {use: Say, text: "${which}"}
        moved: {use: Shift, word: 👉"${which}"}
      """,
      "a reference cannot be built from ‘${…}’; write the node's name"),
    .init(
      "a map where a node is expected",
      """
      stages:
        moved: {use: Shift, word: 👉{node: hello}}
      """,
      "what is wired to a port must be the name of a node, or a list of them"),
    .init(
      "nodes that need each other",
      """
      stages:
        a: {use: Shift, word: c}
        b: {use: Shift, word: 👉a}
        c: {use: Shift, word: b}
        me: {use: Shift, word: 👉me}
      """,
      "a node that needs itself: a → c → b → a; remove one of these wires",
      "a node that needs itself: me → me; remove one of these wires"),
  ]

  @Test(arguments: cases)
  func `a faulty wire is told with its place`(_ faulty: FaultyManifest) { faulty.check() }

  @Test func `all faults come together, each with its line, a caret and the nearest name`() {
    let manifest = """
      let:
        width: 3
      stages:
        hello: {use: Say, times: 1000}
        moved: {use: Shift, word: helo, epsilon: "${widht}"}
      """
    #expect(
      Scenario().faults(manifest) == """
        lab/experiment.yaml:2:3: error: nothing uses ‘width’; write ${width} where it belongs, or remove it
          width: 3
          ^
        lab/experiment.yaml:4:28: error: times: expected a whole number, 1 to 100, found ‘1000’
          hello: {use: Say, times: 1000}
                                   ^
        lab/experiment.yaml:5:29: error: there is no node ‘helo’
          moved: {use: Shift, word: helo, epsilon: "${widht}"}
                                    ^ did you mean ‘hello’?
        lab/experiment.yaml:5:45: error: ‘widht’ is neither a let nor a sweep variable here
          moved: {use: Shift, word: helo, epsilon: "${widht}"}
                                                    ^ did you mean ‘width’?
        """)
  }

  @Test func `settings are checked even where the wiring is faulty`() {
    FaultyManifest(
      "",
      """
      stages:
        moved: {use: Shift, word: 👉nobody, epsilon: 👉-1}
        again: {use: Shift, word: moved, mode: 👉shy}
      """,
      "there is no node ‘nobody’",
      "epsilon: expected a finite number, at least 0.0, found ‘-1’",
      "mode: expected one of plain, loud, found ‘shy’"
    ).check()
  }
}
