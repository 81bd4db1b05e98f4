import Numerics
import Pipeline
import Stages
import Testing

@Suite("CorruptLabels") struct CorruptLabelsTests {
  @Test(arguments: [0, 0.25, 1])
  func `exactly the share asked for is wrong, and nothing else changes`(share: Double) throws {
    let clean = try MislabelAUCTests.digits()
    let wrong = try CorruptLabels.answer(
      ["share": share.text], Inputs().wiring(clean, to: CorruptLabels.data))
    #expect(wrong.ids == clean.ids && wrong.inputs == clean.inputs)
    let changed = clean.labels.indices.count { clean.labels[$0] != wrong.labels[$0] }
    #expect(changed == Int(share * 120))
    #expect(wrong.labels.allSatisfy { (0..<3).contains($0) })
    #expect(
      wrong.about.source.hasSuffix("\(changed) of 120 labels were replaced by wrong ones (seed 1).")
    )
  }

  @Test func `every other class is drawn about equally often`() throws {
    let clean = try MislabelAUCTests.digits()
    var counts: [Int32: Int] = [:]
    for seed in 1...20 {
      let wrong = try CorruptLabels.answer(
        ["share": "1", "seed": seed.text], Inputs().wiring(clean, to: CorruptLabels.data))
      for row in clean.labels.indices {
        counts[(wrong.labels[row] - clean.labels[row] + 3) % 3, default: 0] += 1
      }
    }
    #expect(counts[0] == nil)
    #expect((1100...1300).contains(counts[1] ?? 0))
  }
}
