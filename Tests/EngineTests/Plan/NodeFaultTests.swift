import Engine
import Testing

@Suite struct NodeFaultTests {
  static let cases: [FaultyManifest] = [
    .init(
      "a stage that is not known",
      """
      stages:
        hello: {use: 👉Sey}
      """,
      "there is no stage ‘Sey’; ‘malleus stages’ lists all", suggestion: "Say"),
    .init(
      "a node without a stage",
      """
      stages:
        👉hello: {text: hello}
      """,
      "‘hello’ says neither ‘use: STAGE’ nor ‘include: FILE’; add one"),
    .init(
      "a stage that is a list",
      """
      stages:
        hello: {use: 👉[Say]}
      """,
      "‘use’ must be the name of a stage"),
    .init(
      "a node that is a text",
      """
      stages:
        hello: 👉Say
      """,
      "the node ‘hello’ must be a map with ‘use: STAGE’"),
    .init(
      "both use and include",
      """
      stages:
        hello: {use: Say, 👉include: part.yaml}
      """,
      "‘hello’ says both ‘use’ and ‘include’; make them two nodes"),
    .init(
      "a setting that is not known",
      """
      stages:
        hello: {use: Say, 👉tims: 3}
      """,
      "Say has no setting or port ‘tims’; ‘malleus stages Say’ lists them", suggestion: "times"),
    .init(
      "a value of the wrong type",
      """
      stages:
        hello: {use: Say, times: 👉often}
      """,
      "times: expected a whole number, found ‘often’"),
    .init(
      "a value out of range",
      """
      stages:
        hello: {use: Say, times: 👉101}
      """,
      "times: expected a whole number, 1 to 100, found ‘101’"),
    .init(
      "a word that is not a choice",
      """
      stages:
        hello: {use: Say}
        moved: {use: Shift, word: hello, mode: 👉lout}
      """,
      "mode: expected one of plain, loud, found ‘lout’", suggestion: "loud"),
    .init(
      "a setting that takes no part",
      """
      stages:
        hello: {use: Say}
        moved: {use: Shift, word: hello, gain: 👉2}
      """,
      "gain: takes part only when mode is loud; leave it out"),
    .init(
      "settings that do not go together",
      """
      stages:
        hello: {use: Say}
        👉moved: {use: Shift, word: hello, epsilon: 13, mode: loud}
      """,
      "Shift: 13 cannot be loud"),
    .init(
      "a wiring that the stage refuses",
      """
      stages:
        read: {use: Load}
        moved: {use: Shift, word: 👉read, epsilon: 101}
      """,
      "word: what is loaded cannot be shifted that far"),
    .init(
      "a time limit that is none",
      """
      stages:
        hello: {use: Say, timeout: 👉soon}
      """,
      "‘soon’ is not a time limit; write seconds, or a number with s, m or h, such as 10m"),
    .init(
      "a time limit that no clock counts to",
      """
      stages:
        hello: {use: Say, timeout: 👉1e21}
      """,
      "‘1e21’ is not a time limit; write seconds, or a number with s, m or h, such as 10m"),
    .init(
      "names that cannot be names",
      """
      stages:
        👉.hidden: {use: Say}
        👉"a/b": {use: Say}
        👉"": {use: Say}
      """,
      "‘.hidden’ cannot be a name; use 1 to 100 letters, digits, ‘.’, ‘_’ or ‘-’, the first not a ‘.’",
      "‘a/b’ cannot be a name; use 1 to 100 letters, digits, ‘.’, ‘_’ or ‘-’, the first not a ‘.’",
      "‘’ cannot be a name; use 1 to 100 letters, digits, ‘.’, ‘_’ or ‘-’, the first not a ‘.’"),
    .init(
      "names that differ in case, or in how a letter is composed",
      """
      stages:
        word: {use: Say}
        👉Word: {use: Say}
        stra\u{DF}e: {use: Say}
        👉STRASSE: {use: Say}
        \u{E9}t\u{E9}: {use: Say}
        👉E\u{301}te\u{301}: {use: Say}
      """,
      "‘Word’ and ‘word’ would be the same file name on some machines; rename one",
      "‘STRASSE’ and ‘straße’ would be the same file name on some machines; rename one",
      "‘E\u{301}te\u{301}’ and ‘\u{E9}t\u{E9}’ would be the same file name on some machines; rename one"
    ),
  ]

  @Test(arguments: cases)
  func `a faulty node is told with its place`(_ faulty: FaultyManifest) { faulty.check() }

  @Test func `a name of 101 characters is too long, one of 100 is not`() {
    let name = String(repeating: "n", count: 100)
    #expect(Scenario().faults("stages:\n  \(name): {use: Say}\n") == "no faults")
    #expect(Scenario().faults("stages:\n  \(name)n: {use: Say}\n").contains("cannot be a name"))
  }

  @Test func `a name of 201 bytes is too long, one of 200 is not`() {
    let name = String(repeating: "漢", count: 66) + "nn"
    #expect(Scenario().faults("stages:\n  \(name): {use: Say}\n") == "no faults")
    let faults = Scenario().faults("stages:\n  \(name)n: {use: Say}\n")
    #expect(faults.contains("the first not a ‘.’, 200 bytes in all"))
  }
}
