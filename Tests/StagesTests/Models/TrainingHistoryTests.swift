import Pipeline
import Stages
import Testing

@Suite("TrainingHistory") struct TrainingHistoryTests {
  @Test func `tells the epochs it is asked for, as the network recorded them`() throws {
    let network = try exampleNetwork()
    let inputs = try Inputs().wiring(network, to: TrainingHistory.network)
    let table = try TrainingHistory.answer(["at": "2"], inputs)
    let last = try #require(network.history.last)
    #expect(table["epoch"]?.values.texts.allSatisfy { $0 == "2" } == true)
    #expect(
      table["value"]?.values.numbers == [
        last.loss, last.trainAccuracy, last.testAccuracy, last.relativeDistance, last.gradientNorm,
      ])
    let all = try TrainingHistory.answer([:], inputs)
    #expect(all.rows == 5 * network.history.count)
  }

  @Test(arguments: ["batches", "rows"])
  func
    `of adversarial training it tells the accuracy on attacked rows, and names whose loss it has`(
      record: SettingText
    ) throws
  {
    let network = try AdversarialTrainingTests.train([
      "adversarial": "fgsm", "epochs": "3", "batch": "16", "record": record,
    ])
    let table = try TrainingHistory.answer(
      ["at": ["1", "3"]], Inputs().wiring(network, to: TrainingHistory.network))
    #expect(table.rows == 2 * 6)
    for epoch in [1, 3] {
      let told = try table.number(where: [
        "epoch": "\(epoch)", "measure": "accuracy on attacked training rows",
      ])
      #expect(told == network.history.first { $0.epoch == epoch }?.attackedAccuracy)
      #expect(told != nil)
    }
    let (own, other) = ("training loss", "loss on attacked training rows")
    let measures = try #require(table["measure"]?.values.texts)
    #expect(measures.contains(record == "batches" ? other : own))
    #expect(!measures.contains(record == "batches" ? own : other))
    #expect(
      try table.number(where: ["epoch": "1"]) == network.history.first { $0.epoch == 1 }?.loss)
  }

  @Test func `an epoch that was not reached is refused`() throws {
    let inputs = try Inputs().wiring(exampleNetwork(), to: TrainingHistory.network)
    let error = #expect(throws: StageError.self) {
      try TrainingHistory.answer(["at": "7"], inputs)
    }
    #expect(error?.message.contains("it has no record of epoch 7, only") == true)
  }
}
