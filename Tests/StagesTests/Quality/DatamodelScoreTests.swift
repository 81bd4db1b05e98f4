import Numerics
import Pipeline
import Stages
import Testing

@Suite("DatamodelScore") struct DatamodelScoreTests {
  @Test(arguments: [["a", "b", "c"], ["a", "b"]], ["margin", "loss"])
  func `is the rank correlation with refits, computed in closed form here`(
    classes: [String], output: String
  ) throws {
    let judged = try JudgedSample(classes: classes)
    let table = try DatamodelScore.answer(
      [
        "subsets": "12", "ridge": "0.05", "output": .scalar(output), "scores": "influence",
        "seed": "7",
      ], judged.inputs())
    let random = CounterRandom(seed: 7, purpose: "DatamodelScore/subsets")
    let (_, targets) = judged.kernel.targets
    let subsets = (0..<12).map { Set(random.substream($0).sample(12, from: 24)) }
    var outputs = Array(repeating: [Double](), count: 6)
    for subset in subsets {
      let fit = try judged.predictions(removing: (0..<24).filter { !subset.contains($0) })
      for test in 0..<6 {
        let (f, y) = (fit.row(test), targets.row(test))
        if output == "loss" {
          outputs[test].append(-zip(f, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2 })
        } else if f.count == 1 {
          outputs[test].append(f[0] * y[0])
        } else {
          let right = Int(judged.kernel.queryLabels[test])
          let others = f.indices.filter { $0 != right }.map { f[$0] }
          outputs[test].append(f[right] - (others.max() ?? 0))
        }
      }
    }
    let correlations = (0..<6).compactMap { test in
      let sums = subsets.map { $0.reduce(0) { $0 + judged.influence.perTest[test, $1] } }
      return Statistics.spearman(sums, outputs[test])
    }
    let expected = correlations.reduce(0, +) / Double(correlations.count)
    #expect(abs(try table.measured("linear datamodeling score") - expected) < 1e-9)
    #expect(table["test rows"]?.values.numbers == [Double(correlations.count)])
  }

  @Test func `an influence through another ridge is refused`() throws {
    let error = #expect(throws: StageError.self) {
      try DatamodelScore.answer(["ridge": "0.1"], JudgedSample().inputs())
    }
    #expect(error?.message.contains("it was measured with λ = 0.05, and λ is 0.1 here") == true)
    // Scores that have nothing to do with the influence are judged by any ridge.
    #expect(throws: Never.self) {
      try DatamodelScore.answer(
        ["ridge": "0.1", "scores": "label-agreement", "subsets": "4"], JudgedSample().inputs())
    }
  }

  @Test func `influence beats random scores, and its sign turns the score's`() throws {
    let judged = try JudgedSample(rows: 40)
    var turned = judged.influence
    turned.perTest.scale(by: -1)
    func scores(_ influence: Influence) throws -> [Double] {
      let table = try DatamodelScore.answer(
        ["subsets": "60", "ridge": "0.05"], judged.inputs(influence))
      #expect(
        table["scores"]?.values.texts
          == ["influence", "gradient-similarity", "label-agreement", "random"])
      return try #require(table["value"]?.values.numbers).compactMap { $0 }
    }
    let (plain, mirrored) = (try scores(judged.influence), try scores(turned))
    #expect(plain[0] > 0.3 && abs(plain[3]) < 0.2)
    #expect(abs(plain[0] + mirrored[0]) < 1e-12)
    #expect(plain[1...] == mirrored[1...])
  }

  @Test func `scores of other rows are refused`() throws {
    let judged = try JudgedSample()
    let other = try JudgedSample(rows: 20).influence
    let error = #expect(throws: StageError.self) {
      try DatamodelScore.answer(["ridge": "0.05"], judged.inputs(other))
    }
    #expect(
      error?.message
        == "the input influence does not suit: its rows are not those of the kernel; "
        + "wire the influence of this kernel")
  }
}
