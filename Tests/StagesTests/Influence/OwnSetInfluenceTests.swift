import Numerics
import Pipeline
import Stages
import Testing

@Suite("OwnSetInfluence") struct OwnSetInfluenceTests {
  @Test(arguments: [false, true], [AttentionRecipe?.none, AttentionRecipe()])
  func `each test row sees its own top rows attacked, as if the kernel had been made anew`(
    isEmpirical: Bool, recipe: AttentionRecipe?
  ) throws {
    let sample = try RidgeSample(recipe: recipe)
    let kernel = try sample.kernel(isEmpirical: isEmpirical)
    let clean = try sample.influence(kernel, ridge: 0.01)
    let inputs = try OneAtATimeTests.inputs(sample, kernel, isEmpirical: isEmpirical)
      .wiring(clean, to: OwnSetInfluence.by)
    let result = try OwnSetInfluence.answer(["ridge": "0.01", "top": "5"], inputs)
    var sets: Set<[Int]> = []
    for test in 0..<clean.perTest.rows {
      let scores = clean.perTest.row(test)
      let own = scores.indices.sorted { scores[$0] > scores[$1] }.prefix(5).sorted()
      sets.insert(own)
      let anew = try OneAtATimeTests.replaced(own, in: sample, isEmpirical: isEmpirical)
      let expected = try sample.influence(anew, ridge: 0.01).perTest.row(test)
      #expect(relativeDistance(result.perTest.row(test), expected) < 1e-9, "test row \(test)")
      #expect(relativeDistance(expected, scores) > 1e-4)
    }
    #expect(sets.count > 1)
    #expect(result.about["replaced rows"]?.int == 5)
  }

  @Test func `influence of other rows is refused`() throws {
    let sample = try RidgeSample(recipe: nil)
    let kernel = try sample.kernel(isEmpirical: true)
    var other = try sample.influence(kernel, ridge: 0.01)
    other.queryIds.reverse()
    let inputs = try OneAtATimeTests.inputs(sample, kernel, isEmpirical: true)
      .wiring(other, to: OwnSetInfluence.by)
    let error = #expect(throws: StageError.self) { try OwnSetInfluence.answer([:], inputs) }
    #expect(
      error?.message
        == "the input by does not suit: it was measured on other rows than the kernel's; wire the influence through this kernel"
    )
  }
}
