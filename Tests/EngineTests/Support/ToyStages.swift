import Pipeline

/// The smallest artifact: a list of bytes.
struct Word: Artifact {
  static let kind = "Word"
  var letters: [UInt8] = []
  var shape: Shape { ["letters": letters.count] }

  init() {}
  init(parts: Parts) throws(StageError) { letters = try parts.bytes("word.txt").array }
  func parts() throws(StageError) -> [Part] { [Part("word.txt", [letters])] }
}

/// Another kind, which does not fit where a word does.
struct Score: Artifact {
  static let kind = "Score"
  var shape: Shape { [:] }

  init() {}
  init(parts: Parts) throws(StageError) {}
  func parts() throws(StageError) -> [Part] { [] }
}

/// Planning never runs a stage, and fake executors answer in its place.
protocol ToyStage: Stage where Output == Word {}

extension ToyStage {
  static var summary: String { "A toy." }
  static var version: Int { 1 }
  static func example() throws(StageError) -> StageExample { StageExample() }
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Word { Word() }
}

/// Begins a graph.
struct Say: ToyStage {
  static let settings = [
    Setting<Self>("text", \.text, "what to say"),
    Setting<Self>("times", \.times, "how often", in: 1...100),
    Setting<Self>("picks", \.picks, "which letters"),
  ]
  var text = "hey"
  var times = 1
  var picks: [Int] = []
}

/// Begins a graph from files.
struct Load: ToyStage {
  static let settings = [
    Setting<Self>("file", \.file, "what to read"),
    Setting<Self>("more", \.more, "what else to read"),
  ]
  var file = InputFile()
  var more: [InputFile] = []
}

/// One word in, one word out.
struct Shift: ToyStage {
  enum Mode: String, Choice { case plain, loud }
  static let word = Port<Word>("word")
  static let like = OptionalPort<Word>("like")
  static let inputs: [any InputPort] = [word, like]
  static let settings = [
    Setting<Self>("epsilon", \.epsilon, "how far", in: 0...),
    Setting<Self>("mode", \.mode, "how"),
    Setting<Self>("gain", \.gain, "how loud", above: 0)
      .used(when: "mode is loud") { stage, _ in stage.mode == .loud },
    Setting<Self>("width", \.width, "letters per line", in: 1...)
      .resolved { stage, wiring in if wiring.isWired("like") { stage.width = 7 } },
  ]
  var epsilon = 0.1
  var mode = Mode.plain
  var gain = 1.0
  var width: Int?

  func faults(_ wiring: Wiring) -> [SettingFault] {
    if wiring.upstream("word")?.stage == "Load", epsilon > 100 {
      return [SettingFault("what is loaded cannot be shifted that far", port: "word")]
    }
    return epsilon == 13 && mode == .loud ? [SettingFault("13 cannot be loud")] : []
  }

  /// A hundred bytes for each input byte.
  func memory(_ inputs: InputShapes) -> Int { 100 * inputs.bytes }
}

/// Many words in, with the labels of their variants.
struct Gather: ToyStage {
  static let words = ListPort<Word>("words", takesLabels: true)
  static let inputs: [any InputPort] = [words]
}

/// Many words in, whatever their labels.
struct Blend: ToyStage {
  static let words = ListPort<Word>("words", mayBeEmpty: true)
  static let inputs: [any InputPort] = [words]
}

/// Two words in, a score out.
struct Rate: Stage {
  static let summary = "A toy."
  static let version = 1
  static let before = Port<Word>("before")
  static let after = Port<Word>("after").defaulting(to: before)
  static let inputs: [any InputPort] = [before, after]
  static func example() throws(StageError) -> StageExample { StageExample() }
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Score { Score() }
}

/// A stage that tells the settings upstream.
struct Tell: ToyStage {
  static let words = ListPort<Word>("words")
  static let inputs: [any InputPort] = [words]
  static let wantsLineage = true
  static let settings = [Setting<Self>("title", \.title, "the title")]
  var title = ""
}

/// A stage whose ports the manifest names, and whose kind a setting does.
struct Wild: ToyStage {
  enum Kind: String, Choice { case word = "Word", score = "Score" }
  static let isOpen = true
  static let settings = [Setting<Self>("kind", \.kind, "what comes out")]
  var kind = Kind.word
  var yields: String { kind.rawValue }
}

extension Catalog {
  static let toys = Catalog([
    Say.self, Load.self, Shift.self, Gather.self, Blend.self, Rate.self, Tell.self, Wild.self,
  ])

  /// The toys, one of them replaced by a type of the same name.
  static func toys(replacing type: any Stage.Type) -> Catalog {
    Catalog(toys.stages.map(\.type).filter { $0.name != type.name } + [type])
  }
}
