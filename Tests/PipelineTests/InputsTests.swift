import Pipeline
import Testing

@Suite("Inputs are decoded by typed ports")
struct InputsTests {
  func letters(_ inputs: Inputs) throws -> String {
    String(decoding: try Shout().run(inputs, in: Context()).letters, as: UTF8.self)
  }

  @Test("a port that is not wired takes its fallback")
  func fallback() throws {
    let inputs = try Inputs().wiring(Word("hey"), to: Shout.word)
    #expect(try letters(inputs) == "heyhey")
    #expect(try letters(inputs.wiring(Word("!"), to: Shout.tail)) == "hey!")
  }

  @Test("optional and list ports give what is there, lists in order")
  func lists() throws {
    let inputs = try Inputs().wiring(Word("b"), to: Shout.word).wiring(Word("a"), to: Shout.prefix)
      .wiring(Word("c"), to: Shout.more).wiring(Word("d"), to: Shout.more)
    #expect(try letters(inputs) == "abbcd")
  }

  @Test("labels travel with the items of a list")
  func labels() throws {
    let label = Label(axis: "seed", value: "1")
    let inputs = try Inputs().wiring(Word("c"), to: Shout.more, labels: [label])
    #expect(try inputs[Shout.more].map(\.labels) == [[label]])
  }

  @Test("a missing input is an error that names the port")
  func missing() {
    #expect(
      throws: StageError.unsuitable(port: "word", cause: "nothing is wired", remedy: "wire a Word")
    ) {
      _ = try Inputs()[Shout.word]
    }
  }

  @Test("which ports must be wired follows from their declaration")
  func required() {
    #expect(Shout.inputs.filter(\.mustBeWired).map(\.name) == ["word"])
    #expect(ListPort<Word>("words").mustBeWired)
  }

  @Test("a missing part is damage, not a trap")
  func damage() {
    #expect(
      throws: StageError.damaged(part: "word.txt", cause: "the artifact has no part of this name")
    ) {
      _ = try Word(parts: Parts([:]))
    }
  }
}
