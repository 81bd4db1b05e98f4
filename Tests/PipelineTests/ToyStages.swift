import Pipeline

/// The smallest artifact: a list of bytes.
struct Word: Artifact {
  static let kind = "Word"
  var letters: [UInt8]
  var shape: Shape { ["letters": letters.count] }

  init(_ text: String) { letters = Array(text.utf8) }
  init(parts: Parts) throws(StageError) { letters = try parts.bytes("word.txt").array }
  func parts() throws(StageError) -> [Part] { [Part("word.txt", [letters])] }
}

/// A stage with one setting of every sort.
struct Shout: Stage {
  enum Style: String, Choice { case plain, loud }

  static let summary = "Repeats a word."
  static let version = 1
  static let word = Port<Word>("word", "what to repeat")
  static let tail = Port<Word>("tail").defaulting(to: word)
  static let prefix = OptionalPort<Word>("prefix")
  static let more = ListPort<Word>("more", takesLabels: true, mayBeEmpty: true)
  static let inputs: [any InputPort] = [word, tail, prefix, more]
  static let settings = [
    Setting<Self>("times", \.times, "how often", in: 1...9),
    Setting<Self>("gain", \.gain, "how loud", above: 0, unit: "dB")
      .used(when: "style is loud") { stage, _ in stage.style == .loud },
    Setting<Self>("style", \.style, "plain or loud"),
    Setting<Self>("marks", \.marks, "appended in turn"),
    Setting<Self>("width", \.width, "letters per line", in: 1...)
      .resolved { stage, wiring in if wiring.isWired("prefix") { stage.width = 7 } },
    Setting<Self>("notes", \.notes, "a file of notes"),
  ]
  var times = 2
  var gain = 1.5
  var style = Style.plain
  var marks: [String] = []
  var width: Int? = nil
  var notes = InputFile()

  init() {}

  static func example() throws(StageError) -> StageExample {
    StageExample(inputs: try Inputs().wiring(Word("hey"), to: word))
  }

  func faults(_ wiring: Wiring) -> [SettingFault] {
    wiring.upstream("word")?.stage == "Whisper"
      ? [SettingFault("a whisper cannot be shouted", port: "word")] : []
  }

  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Word {
    let word = try inputs[Self.word]
    let tail = try inputs[Self.tail]
    let prefix = try inputs[Self.prefix]?.letters ?? []
    let more = try inputs[Self.more].flatMap(\.value.letters)
    var result = Word("")
    result.letters = prefix + word.letters + tail.letters + more
    return result
  }
}
