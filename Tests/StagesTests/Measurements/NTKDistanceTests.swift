import Numerics
import Pipeline
import Stages
import Testing

@Suite("NTKDistance") struct NTKDistanceTests {
  private static func value(_ measure: String, _ table: Table) throws -> Double {
    let row = try #require(table["measure"]?.values.texts.firstIndex(of: measure))
    return try #require(table["value"]?.values.numbers?[row])
  }

  /// The history of `record: rows` measures the same objective by the trainer's loops.
  @Test(arguments: [TrainMLPTests.three, TrainMLPTests.two], ["batches", "rows"])
  func `training loss and gradient are those of all rows at the last weights`(
    data: Features, record: String
  ) throws {
    let settings: [String: SettingText] = [
      "precision": "double", "batch": "2", "ridge": "0.01",
      "record": SettingText(stringLiteral: record),
    ]
    let network = try TrainMLPTests.train(data, settings)
    let measured = try TrainMLPTests.train(data, settings.merging(["record": "rows"]) { $1 })
    let kernel = try InfiniteNTK.answer(
      [:], Inputs().wiring(data, to: InfiniteNTK.data).wiring(data, to: InfiniteNTK.queries))
    let table = try NTKDistance.answer(
      ["ridge": "0.01"],
      Inputs().wiring(network, to: NTKDistance.network).wiring(kernel, to: NTKDistance.kernel)
        .wiring(data, to: NTKDistance.data).wiring(data, to: NTKDistance.queries))
    let last = try #require(measured.history.last)
    let loss = try Self.value("training loss", table)
    let norm = try Self.value("gradient norm", table)
    #expect(abs(loss - last.loss) <= 1e-12 * last.loss)
    #expect(abs(norm - last.gradientNorm) <= 1e-10 * last.gradientNorm)
  }
}
