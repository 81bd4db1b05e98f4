import Pipeline
import Testing

@Suite("Settings read themselves and write canonical text")
struct SettingTests {
  let shout = StageType(Shout.self)

  func prepare(_ given: KeyValuePairs<String, SettingText>, ports: [String] = ["word"])
    -> Result<PreparedStage, SettingFaults>
  {
    let wired = Dictionary(uniqueKeysWithValues: ports.map { ($0, [Wiring(stage: "Say")]) })
    let settings = given.map { NamedSetting($0.key, $0.value) }
    return shout.prepare(settings, wiring: Wiring(stage: "Shout", ports: wired))
  }

  func messages(_ given: KeyValuePairs<String, SettingText>) -> [String] {
    guard case .failure(let faults) = prepare(given) else { return [] }
    return faults.faults.map { "\($0.setting ?? "-"): \($0.message)" }
  }

  @Test("defaults take part, unused settings do not")
  func defaults() throws {
    let settings = try prepare([:]).get().settings
    #expect(settings.map(\.name) == ["times", "style", "marks", "width", "notes"])
    #expect(settings.map(\.text) == ["2", "plain", [], "automatic", ""])
  }

  @Test("texts that mean the same become the same text")
  func canonical() throws {
    let one = try prepare(["style": "loud", "gain": "0.50", "marks": "a"]).get().settings
    let two = try prepare(["marks": ["a"], "gain": "5e-1", "style": "loud"]).get().settings
    #expect(one == two)
  }

  @Test("an automatic setting is resolved from the wiring unless it is given")
  func automatic() throws {
    func width(_ result: Result<PreparedStage, SettingFaults>) throws -> SettingText? {
      try result.get().settings.first { $0.name == "width" }?.text
    }
    #expect(try width(prepare([:], ports: ["word", "prefix"])) == "7")
    #expect(try width(prepare(["width": "3"], ports: ["word", "prefix"])) == "3")
    #expect(try width(prepare(["width": "automatic"], ports: ["word", "prefix"])) == "7")
  }

  @Test(
    "every fault is named, with what would do",
    arguments: [
      (["times": "10"], ["times: expected a whole number, 1 to 9, found ‘10’"]),
      (["times": "two"], ["times: expected a whole number, found ‘two’"]),
      (["times": ["1", "2"]], ["times: expected a whole number, found ‘[1, 2]’"]),
      (["width": "0"], ["width: expected a whole number, or automatic, at least 1, found ‘0’"]),
      (["style": "lout"], ["style: expected one of plain, loud, found ‘lout’"]),
      (
        ["style": "loud", "gain": "0"],
        ["gain: expected a finite number, greater than 0.0, found ‘0’"]
      ),
      (["style": "loud", "gain": "inf"], ["gain: expected a finite number, found ‘inf’"]),
      (["style": "loud", "gain": "0x1p3"], ["gain: expected a finite number, found ‘0x1p3’"]),
      (["tims": "1"], ["tims: Shout has no setting or port of this name"]),
      (
        ["times": "0", "style": "x"],
        [
          "times: expected a whole number, 1 to 9, found ‘0’",
          "style: expected one of plain, loud, found ‘x’",
        ]
      ),
    ] as [([String: SettingText], [String])])
  func faults(given: [String: SettingText], expected: [String]) {
    let ordered = given.sorted { $0.key > $1.key }.map { NamedSetting($0.key, $0.value) }
    let wiring = Wiring(stage: "Shout", ports: ["word": [Wiring(stage: "Say")]])
    guard case .failure(let faults) = shout.prepare(ordered, wiring: wiring) else {
      Issue.record("accepted")
      return
    }
    #expect(faults.faults.map { "\($0.setting ?? "-"): \($0.message)" } == expected)
  }

  @Test("a given setting that takes no part stays out of the key and is named")
  func idle() throws {
    let prepared = try prepare(["gain": "2"]).get()
    #expect(!prepared.settings.map(\.name).contains("gain"))
    let message = "takes part only when style is loud; leave it out"
    #expect(prepared.idle == [SettingFault(message, setting: "gain")])
    #expect(try prepare(["gain": "2", "style": "loud"]).get().idle.isEmpty)
  }

  @Test("a fault suggests the nearest name")
  func suggestions() {
    for (given, suggestion) in [("tims", "times"), ("wrod", "word"), ("zzz", nil)] {
      guard
        case .failure(let faults) = shout.prepare(
          [NamedSetting(given, "1")], wiring: Wiring(stage: "Shout"))
      else {
        Issue.record("accepted ‘\(given)’")
        continue
      }
      #expect(faults.faults.map(\.suggestion) == [suggestion])
    }
  }

  @Test("a stage can object to what it is wired to")
  func wiring() {
    let wiring = Wiring(stage: "Shout", ports: ["word": [Wiring(stage: "Whisper")]])
    guard case .failure(let faults) = shout.prepare([], wiring: wiring) else {
      Issue.record("accepted")
      return
    }
    #expect(faults.faults == [SettingFault("a whisper cannot be shouted", port: "word")])
  }

  @Test("canonical text reads back to itself", arguments: [0.1, 1e-300, -0.0, 1.0 / 3, 6.02e23])
  func roundTrip(value: Double) throws {
    #expect(try Double(text: value.text) == value)
  }

  @Test func `a path that the system would cut short is refused`() {
    #expect(throws: SettingFault.self) { try InputFile(text: "data.npy\0.txt") }
  }
}
