import Numerics
import Pipeline
import Stages
import Testing

@Suite struct NormalizeTests {
  private static let data = Dataset(
    inputs: Matrix([[0.2, 0.4], [0, 1], [0.5, 0.5]]), labels: [0, 1, 0], ids: [4, 5, 6],
    about: DatasetInfo(classes: ["a", "b"], imageShape: [1, 1, 2]))

  private func normalize(
    _ settings: [String: SettingText], _ data: Dataset = data, like: Features? = nil
  ) throws -> Features {
    var inputs = try Inputs().wiring(data, to: Normalize.data)
    if let like { inputs = try inputs.wiring(like, to: Normalize.like) }
    return try Normalize.answer(settings, inputs)
  }

  @Test func `pixels are standardised, then scaled to unit length`() throws {
    let rows = try normalize(["mean": "0.5", "std": "0.5"])
    let length = (0.36 + 0.04).squareRoot()
    #expect(abs(rows.matrix[0, 0] + 0.6 / length) < 1e-15)
    #expect(abs(rows.matrix[0, 1] + 0.2 / length) < 1e-15)
    #expect(rows.matrix.row(2) == [0, 0], "a zero row stays zero")
    #expect(rows.labels == [0, 1, 0])
    #expect(rows.ids == [4, 5, 6])
  }

  @Test func `constants may differ by channel`() throws {
    let rows = try normalize(["mean": ["0.1", "0.4"], "std": "0.1", "rows": "none"])
    #expect(rows.matrix.relativeDistance(to: Matrix([[1, 0], [-1, 6], [4, 1]])) < 1e-14)
    let error = #expect(throws: StageError.self) { try normalize(["mean": ["0", "0", "0"]]) }
    #expect(
      error?.message
        == "the input data does not suit: mean and std have 3 values, the images 2 channels; "
        + "give one value, or one per channel")
  }

  @Test func `centring subtracts the training rows' mean from test rows too`() throws {
    let train = try normalize(["mean": "0", "std": "1", "center": "true", "rows": "none"])
    for column in 0..<2 { #expect(abs(train.matrix.column(column).reduce(0, +)) < 1e-15) }
    var test = Self.data
    test.inputs = Matrix([[1, 1], [0, 0], [0, 0]])
    let rows = try normalize([:], test, like: train)
    let mean = [0.7 / 3, 1.9 / 3]
    #expect(
      rows.matrix.relativeDistance(
        to: Matrix([[1 - mean[0], 1 - mean[1]], [-mean[0], -mean[1]], [-mean[0], -mean[1]]]))
        < 1e-15)
    #expect(rows.map.constantsFromOthers)
    #expect(!train.map.constantsFromOthers)
  }

  @Test func `constants come from like, not from settings`() throws {
    let stage = StageType(Normalize.self)
    let wiring = Wiring(stage: "Normalize", ports: ["data": [], "like": []])
    let given = try stage.prepare([NamedSetting("mean", "0.5")], wiring: wiring).get()
    #expect(
      given.idle == [
        SettingFault("takes part only when like is not wired; leave it out", setting: "mean")
      ])
    #expect(try stage.prepare([], wiring: wiring).get().settings.isEmpty)
  }

  @Test func `like may have been through attention, whose steps are left out`() throws {
    let train = try normalize(["mean": "0.3", "std": "0.2"])
    let attended = try LinAttnTransform.answer(
      [:], Inputs().wiring(train, to: LinAttnTransform.data))
    let rows = try normalize([:], Self.data, like: attended)
    #expect(rows.matrix == train.matrix)
    #expect(rows.map.context == nil && rows.map.earlier == nil)
  }
}
