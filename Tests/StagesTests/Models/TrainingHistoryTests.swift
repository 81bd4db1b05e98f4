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

  @Test func `an epoch that was not reached is refused`() throws {
    let inputs = try Inputs().wiring(exampleNetwork(), to: TrainingHistory.network)
    let error = #expect(throws: StageError.self) {
      try TrainingHistory.answer(["at": "7"], inputs)
    }
    #expect(error?.message.contains("it has no record of epoch 7, only") == true)
  }
}
