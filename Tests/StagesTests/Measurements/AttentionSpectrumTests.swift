import Numerics
import Pipeline
import Stages
import Testing

@Suite("AttentionSpectrum") struct AttentionSpectrumTests {
  @Test func `has the spectra of G, of its cube and of the attention rows at unit length`() throws {
    let features = try RidgeSample(recipe: nil).rows
    let table = try AttentionSpectrum.answer(
      ["at": ["3"]], Inputs().wiring(features, to: AttentionSpectrum.data))
    let x = features.matrix
    let gram = x.gram(on: .one)
    let cube = Matrix.product(.product(gram, gram, on: .one), gram, on: .one)
    var unit = cube
    for i in 0..<24 {
      for j in 0..<24 { unit[i, j] /= (cube[i, i] * cube[j, j]).squareRoot() }
    }
    for (name, matrix) in [("G", gram), ("G³", cube), ("D⁻¹G³D⁻¹", unit)] {
      let values = try SymmetricEigen(matrix, vectors: false).values
      for (measure, k) in [("λ₁/λ_k", 3), ("λ₁/λ_r at the numerical rank", 7)] {
        let ratio = try #require(
          try table.number(where: ["matrix": name, "measure": measure, "index": "\(k)"]))
        #expect(abs(ratio / (values[0] / values[k - 1]) - 1) < 1e-9, "\(name), \(k)")
      }
      #expect(try table.number(where: ["matrix": name, "measure": "numerical rank"]) == 7)
    }
    let gap = try #require(
      try table.number(
        where: ["measure": "Theorem 4.1: ‖X̃X̃ᵀ − G·G·G‖_F over ‖G·G·G‖_F"]))
    #expect(gap < 1e-13)
  }

  @Test func `agrees with GramSpectrum where both answer`() throws {
    let features = try RidgeSample(recipe: nil).rows
    let both = try AttentionSpectrum.answer(
      ["at": ["4"]], Inputs().wiring(features, to: AttentionSpectrum.data))
    let plain = try GramSpectrum.answer(
      ["at": ["4"]], Inputs().wiring(features, to: GramSpectrum.data))
    for measure in ["λ₁/λ_k", "width κ⁶·n·log n", "numerical rank"] {
      let expected = try plain.measured(measure)
      #expect(try both.number(where: ["matrix": "G", "measure": measure]) == expected)
    }
  }
}
