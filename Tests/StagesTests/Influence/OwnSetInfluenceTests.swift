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

  @Test(arguments: [(0.1, 1000), (0.9, 1000), (0.999, 50)])
  func `test rows at work together fit into what is promised for them`(share: Double, count: Int) {
    let size = Int((share * Double(count)).rounded(.up))
    let block = 8 * (5 * count * size + 4 * size * size)
    let promised = KernelRidge.exchangeBytes(size, of: count)
    #expect(promised >= block && promised >= 8 * 5 * count * count)
    // At the usual share nine queries run side by side, as all of the inverse is five times as large.
    if share == 0.1 { #expect(promised / block == 9) }
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
