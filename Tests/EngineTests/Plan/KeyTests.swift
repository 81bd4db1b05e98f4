import Engine
import Pipeline
import Testing

/// Edits of a manifest that change what is asked, and edits that do not.
@Suite struct KeyTests {
  private func keys(_ text: String, _ scenario: Scenario = Scenario()) throws -> [String: Digest] {
    var keys: [String: Digest] = [:]
    for node in try scenario.plan(text).nodes {
      for name in node.names { keys[name.description] = node.planKey }
    }
    return keys
  }

  @Test(arguments: 0..<100)
  func `in ten thousand edits, a key changes exactly when the meaning does`(_ seed: Int) throws {
    var dice = Dice(seed)
    var manifest = RandomManifest(nodes: 12, with: &dice)
    var before = try keys(manifest.text)
    for _ in 0..<100 {
      let index = Int.random(in: manifest.nodes.indices, using: &dice)
      var (expected, text) = (Set<Int>(), "")
      switch Int.random(in: 0..<6, using: &dice) {
      case 0:
        let old = manifest.nodes[index].number
        manifest.nodes[index].number = Int.random(in: 1...100, using: &dice)
        if manifest.nodes[index].number != old { expected = manifest.downstream(of: [index]) }
        text = manifest.text
      case 1:
        let old = manifest.nodes[index].reads
        guard !old.isEmpty else { continue }
        let input = Int.random(in: 0..<index, using: &dice)
        manifest.nodes[index].reads[0] = input
        let same = before[manifest.names[input]] == before[manifest.names[old[0]]]
        if !same { expected = manifest.downstream(of: [index]) }
        text = manifest.text
      case 2:
        // Another name.
        let name = "m\(Int.random(in: 0..<1_000_000_000, using: &dice))"
        before[name] = before[manifest.names[index]]
        manifest.names[index] = name
        text = manifest.text
      case 3: text = manifest.text(in: manifest.nodes.indices.shuffled(using: &dice))
      case 4: text = reformatted(manifest.text, &dice)
      default: text = through(manifest, index)
      }
      let after = try keys(text)
      let names = manifest.names
      let changed = names.indices.filter { after[names[$0]] != before[names[$0]] }
      #expect(Set(changed) == expected)
      before = after
    }
  }

  /// The text with comments, empty lines, quotes and other numerals, which mean the same.
  private func reformatted(_ text: String, _ dice: inout Dice) -> String {
    let lines = text.split(separator: "\n").map { line in
      var line = String(line)
      if Bool.random(using: &dice) { line = line.replacing("{use: Say", "{  use:  'Say'") }
      if line.contains("epsilon"), Bool.random(using: &dice) { line = line.replacing("}", ".00}") }
      if Bool.random(using: &dice) { line += "  # said \(Int.random(in: 0..<99, using: &dice))" }
      return Bool.random(using: &dice) ? line + "\n" : line
    }
    return "# A question.\n" + lines.joined(separator: "\n") + "\n"
  }

  /// The text with one number taken from a let.
  private func through(_ manifest: RandomManifest, _ index: Int) -> String {
    let node = manifest.nodes[index]
    let line = manifest.text.split(separator: "\n")[index + 1]
    let key = node.reads.isEmpty ? "times: " : node.reads.count == 1 ? "epsilon: " : "title: t"
    let old = "\(key)\(node.number)}"
    let new = node.reads.count > 1 ? "title: 't${x}'}" : "\(key)'${x}'}"
    let lines = manifest.text.replacing(String(line), String(line).replacing(old, new))
    return "let: {x: \(node.number)}\n" + lines
  }

  @Test func `neither the folder nor the manifest's name enters a key, nor a file's path`() throws {
    let text = "stages:\n  a: {use: Load, file: a.gz}\n  b: {use: Shift, word: a}\n"
    let here = try keys(text, Scenario().file("/home/lab/a.gz", "one"))
    let there = try keys(
      text, Scenario().named("/far/away.yaml").file("/far/a.gz", "one"))
    let renamed = try keys(
      text.replacing("a.gz", "b.gz"), Scenario().file("/home/lab/b.gz", "one"))
    let changed = try keys(text, Scenario().file("/home/lab/a.gz", "two"))
    #expect(here == there)
    #expect(here == renamed)
    #expect(here["a"] != changed["a"] && here["b"] != changed["b"])
  }

  @Test func `the backend enters every key`() throws {
    let text = "stages:\n  a: {use: Say}\n"
    #expect(try keys(text) != keys(text, Scenario().backend("arm64")))
  }

  @Test func `a default that is written out changes no key`() throws {
    let short = "stages:\n  a: {use: Say}\n  b: {use: Shift, word: a}\n"
    let long =
      "stages:\n  a: {use: Say, times: 1, text: hey, picks: []}\n  b: {use: Shift, word: a, epsilon: 1e-1, mode: plain, width: automatic}\n"
    #expect(try keys(short) == keys(long))
  }

  @Test func `an automatic setting enters as what it was resolved to`() throws {
    let text = "stages:\n  a: {use: Say}\n  b: {use: Shift, word: a, like: a}\n"
    let given = text.replacing("like: a", "like: a, width: 7")
    let other = text.replacing("like: a", "like: a, width: 8")
    #expect(try keys(text) == keys(given))
    #expect(try keys(text)["b"] != keys(other)["b"])
  }

  @Test func `which port an input is wired to matters, and so does the order of a list`() throws {
    func key(_ last: String) throws -> Digest? {
      try keys("stages:\n  a: {use: Say}\n  b: {use: Say, times: 2}\n  c: {\(last)}\n")["c"]
    }
    #expect(
      try key("use: Rate, before: a, after: b") != key("use: Rate, before: b, after: a"))
    #expect(try key("use: Blend, words: [a, b]") != key("use: Blend, words: [b, a]"))
    #expect(try key("use: Blend, words: [a]") == key("use: Blend, words: a"))
    #expect(try key("use: Blend") == key("use: Blend, words: []"))
  }
}
