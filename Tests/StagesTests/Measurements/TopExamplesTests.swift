import Figures
import Numerics
import Pipeline
import Stages
import Testing

@Suite("TopExamples") struct TopExamplesTests {
  /// Six rows by two test rows, the images 2×3 of one channel or three.
  static func inputs(channels: Int = 1, withTest: Bool = true) throws -> Inputs {
    let perTest = Matrix<Double>(
      rows: 3, columns: 6,
      [
        0.5, -0.25, 0.125, 0, 0.5, -2,
        -1, -1, -1, -1, -1, -1,
        1, 2, 3, 4, 5, 6,
      ])
    let influence = Influence(
      mean: [0.3, -0.1, 0, 0.2, 0.3, -0.4], perTest: perTest,
      leverage: [Double](repeating: 0.5, count: 6), labels: [0, 1, 0, 1, 0, 1],
      ids: [10, 11, 12, 13, 14, 15], queryLabels: [1, 1, 0], queryIds: [70, 71, 72],
      classes: ["cat", "dog"], about: ["influence": "leave-one-out", "ridge": 0.001])
    let inputs = try Inputs().wiring(influence, to: TopExamples.influence)
      .wiring(images(ids: Array(10...15), channels: channels), to: TopExamples.data)
    return withTest
      ? try inputs.wiring(images(ids: [72, 71, 70], channels: channels), to: TopExamples.test)
      : inputs
  }

  static func images(ids: [Int64], channels: Int) -> Dataset {
    let columns = 6 * channels
    return Dataset(
      inputs: Matrix(
        rows: ids.count, columns: columns,
        (0..<ids.count * columns).map { Double($0 % 256) / 255 }),
      labels: ids.map { Int32($0 % 2) }, ids: ids,
      about: DatasetInfo(classes: ["cat", "dog"], imageShape: [2, 3, channels]))
  }

  static func rows(_ figure: Figure) -> [String] {
    figure.data.split(whereSeparator: \.isNewline).map(String.init)
  }

  @Test func `the extremes of the mean come in order, ties by id, and zero is on no side`() throws {
    let figure = try TopExamples.answer(["count": "4"], Self.inputs(withTest: false))
    #expect(
      Self.rows(figure) == [
        "test,test label,side,rank,id,label,influence",
        "mean,,helpful,1,10,cat,0.3", "mean,,helpful,2,14,cat,0.3", "mean,,helpful,3,13,dog,0.2",
        "mean,,harmful,1,15,dog,-0.4", "mean,,harmful,2,11,dog,-0.1",
      ])
  }

  @Test func `test images take panels class by class, each by its own scores`() throws {
    let figure = try TopExamples.answer(["count": "1", "tests": "2"], Self.inputs())
    #expect(
      Self.rows(figure).dropFirst() == [
        "mean,,helpful,1,10,cat,0.3", "mean,,harmful,1,15,dog,-0.4",
        "72,cat,helpful,1,15,dog,6.0",
        "70,cat,helpful,1,10,cat,0.5", "70,cat,harmful,1,15,dog,-2.0",
      ])
    #expect(figure.svg.contains("Test image 72") && figure.svg.contains("no training image harms"))
  }

  @Test func `test images can be named`() throws {
    let figure = try TopExamples.answer(["count": "1", "ids": ["71"]], Self.inputs())
    #expect(Self.rows(figure).last == "71,dog,harmful,1,10,cat,-1.0")
    let error = #expect(throws: StageError.self) {
      try TopExamples.answer(["ids": ["5"]], Self.inputs())
    }
    #expect(
      error?.message == "the input influence does not suit: it has no test row with the id 5; "
        + "give ids of the test images that the kernel was computed for")
  }

  @Test(arguments: [1, 3])
  func `pictures hold the bytes that were read, channels side by side`(channels: Int) throws {
    let figure = try TopExamples.answer(
      ["count": "1"], Self.inputs(channels: channels, withTest: false))
    // Image 10 is the first: its values count up through the channels, one after the other.
    let pixels = (0..<6).flatMap { place in (0..<channels).map { UInt8($0 * 6 + place) } }
    let file = base64(png(Picture(width: 3, height: 2, pixels: pixels)))
    #expect(figure.svg.contains(file))
  }

  @Test func `rows that are no images are refused`() throws {
    var data = Self.images(ids: [10], channels: 1)
    data.about.imageShape = []
    let error = #expect(throws: StageError.self) {
      try TopExamples.answer(
        [:], Self.inputs(withTest: false).wiring(data, to: TopExamples.test))
    }
    #expect(
      error?.message
        == "the input test does not suit: its rows are no images of one channel or three "
        + "(shape [], 6 columns); wire a data set of images")
  }

  @Test func `images that the influence does not know are refused`() throws {
    let influence = try Self.inputs()[TopExamples.influence]
    let error = #expect(throws: StageError.self) {
      try TopExamples.answer(
        [:],
        Inputs().wiring(influence, to: TopExamples.influence)
          .wiring(Self.images(ids: [1, 2], channels: 1), to: TopExamples.data))
    }
    #expect(
      error?.message == "the input data does not suit: it has no image with the id 10; "
        + "wire the data set that the influence was computed from")
  }
}
