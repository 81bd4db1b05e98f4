import Numerics
import Pipeline
import Stages
import Testing

@Suite("Brittleness") struct BrittlenessTests {
  @Test func `the group found changes the answer, and one row less does not`() throws {
    let judged = try JudgedSample()
    let labels = judged.kernel.queryLabels
    func answer(_ test: Int, _ removed: [Int]) throws -> Int {
      let row = try judged.predictions(removing: removed).row(test)
      return row.indices.max { row[$0] < row[$1] } ?? 0
    }
    let right = try (0..<6).filter { try answer($0, []) == Int(labels[$0]) }
    var sizes: [Int?] = []
    for test in right {
      let scores = judged.influence.perTest.row(test)
      let order = scores.indices.sorted { scores[$0] > scores[$1] }
      func changes(_ count: Int) throws -> Bool {
        try answer(test, Array(order.prefix(count))) != Int(labels[test])
      }
      // The search doubles and bisects; on a group whose larger versions all change the answer it finds the smallest.
      var (low, high) = (0, 1)
      while try !changes(high) && high < 12 { (low, high) = (high, min(2 * high, 12)) }
      guard try changes(high) else {
        sizes.append(nil)
        continue
      }
      while high - low > 1 {
        let middle = (low + high) / 2
        if try changes(middle) { high = middle } else { low = middle }
      }
      #expect(try high == 1 || !changes(high - 1))
      sizes.append(high)
    }
    let table = try Brittleness.answer(
      ["most": "12", "at": ["1", "2", "4"], "scores": "influence", "ridge": "0.05"],
      judged.inputs())
    for size in [1, 2, 4, 12] {
      let share = Double(sizes.count { ($0 ?? .max) <= size }) / Double(right.count)
      #expect(
        try table.number(where: ["measure": "share of answers changed", "removed": "\(size)"])
          == share)
    }
    #expect(sizes.contains { $0 != nil })
  }

  @Test func `influence finds smaller groups than random scores`() throws {
    let judged = try JudgedSample(rows: 40)
    let table = try Brittleness.answer(
      ["most": "20", "at": "5", "scores": ["influence", "random"], "ridge": "0.05"],
      judged.inputs())
    func share(_ scores: String) throws -> Double {
      try #require(try table.number(where: ["scores": scores, "removed": "5"]))
    }
    #expect(try share("influence") >= share("random"))
    #expect(try share("influence") > 0)
  }
}
