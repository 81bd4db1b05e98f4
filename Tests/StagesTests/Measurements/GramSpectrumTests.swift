import Numerics
import Pipeline
import Stages
import Testing

@Suite("GramSpectrum") struct GramSpectrumTests {
  @Test func `a rank that is asked for is answered, also where it is the numerical rank`() throws {
    let table = try GramSpectrum.answer(
      ["at": ["1", "5", "99"]],
      try Inputs().wiring(TrainMLPTests.three, to: GramSpectrum.data))
    let measures = try #require(table["measure"]?.values.texts)
    let indices = try #require(table["index"]?.values.texts)
    let values = try #require(table["value"]?.values.numbers)
    let asked = measures.indices.filter { measures[$0] == "λ₁/λ_k" }
    #expect(asked.map { indices[$0] } == ["1", "5"])
    let rank = try #require(measures.firstIndex(of: "λ₁/λ_r at the numerical rank"))
    #expect(indices[rank] == "5")
    #expect(values[rank] == values[asked[1]])
  }
}
