import Pipeline
import Testing

@Suite("The catalog")
struct CatalogTests {
  @Test("finds stages by name and describes them without their type")
  func lookup() throws {
    let catalog = Catalog([Shout.self])
    let stage = try #require(catalog["Shout"])
    #expect(stage.output == "Word")
    #expect(stage.setting("gain")?.unit == "dB")
    #expect(stage.setting("gain")?.condition == "style is loud")
    #expect(stage.setting("times")?.defaultText == "2")
    #expect(stage.input("tail")?.fallback == "word")
    #expect(catalog["Shut"] == nil)
  }

  @Test("two stages with one name are a programmer's mistake")
  func clash() async {
    await #expect(processExitsWith: .failure) {
      _ = Catalog([Shout.self]).adding([Shout.self])
    }
  }

  @Test(
    "the nearest name is suggested when it is near enough",
    arguments: [
      ("epsilom", "epsilon"), ("Epsilon", "epsilon"), ("setps", "steps"), ("qq", nil),
      ("stepsandmore", nil),
    ] as [(String, String?)])
  func suggestion(name: String, expected: String?) {
    #expect(nearest(name, in: ["epsilon", "step", "steps"]) == expected)
  }
}
