import Numerics
import Pipeline
import Stages
import Testing

@Suite("RemovalCurve") struct RemovalCurveTests {
  @Test(arguments: ["helpful", "harmful"])
  func `each point is the fit without those rows, computed in closed form here`(
    order: String
  ) throws {
    let judged = try JudgedSample()
    let table = try RemovalCurve.answer(
      ["at": ["0.25", "10"], "order": .scalar(order), "ridge": "0.05", "scores": "influence"],
      judged.inputs())
    let sign: Double = order == "helpful" ? 1 : -1
    let mean = judged.influence.mean
    let ordered = mean.indices.sorted { sign * mean[$0] > sign * mean[$1] }
    let (_, targets) = judged.kernel.targets
    for count in [0, 6, 10] {
      let fit = try judged.predictions(removing: Array(ordered.prefix(count)))
      let loss =
        zip(fit.elements, targets.elements).reduce(0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2
        } / 6
      let right = (0..<6).count { test in
        let row = fit.row(test)
        return row.indices.max { row[$0] < row[$1] } == Int(judged.kernel.queryLabels[test])
      }
      let keys = ["removed": "\(count)"]
      let measured = try #require(
        try table.number(where: keys.merging(["measure": "test loss"]) { $1 }))
      #expect(abs(measured - loss) < 1e-9)
      #expect(
        try table.number(where: keys.merging(["measure": "test accuracy"]) { $1 })
          == Double(right) / 6)
    }
  }

  @Test func `random orders are averaged with an interval`() throws {
    let judged = try JudgedSample()
    let table = try RemovalCurve.answer(
      ["at": "8", "scores": "random", "draws": "5", "ridge": "0.05"], judged.inputs())
    let keys = ["removed": "8", "measure": "test loss"]
    let (low, high) = (
      try #require(try table.number("low", where: keys)),
      try #require(try table.number("high", where: keys))
    )
    #expect(low < high)
    #expect(try table.number("low", where: ["removed": "0", "measure": "test loss"]) == nil)
  }

  @Test func `draws without random scores take no part`() throws {
    let judged = try JudgedSample()
    #expect(throws: SettingFault.self) {
      try RemovalCurve.answer(["scores": "influence", "draws": "3"], judged.inputs())
    }
  }
}
