import Pipeline
import Stages
import Testing

@Suite("Trend") struct TrendTests {
  static func inputs(_ values: [(model: String, width: String, value: Double?)]) throws -> Inputs {
    var inputs = Inputs()
    for item in values {
      let table = Table("t", columns: [.text("measure", ["m"]), .number("value", [item.value])])
      inputs = try inputs.wiring(
        table, to: Trend.tables,
        labels: [Label(axis: "model", value: item.model), Label(axis: "width", value: item.width)])
    }
    return inputs
  }

  @Test func `is the exponent of a power law, series by series`() throws {
    let inputs = try Self.inputs(
      [16, 64, 256, 1024].flatMap { width in
        [
          ("a", "\(width)", 3 / Double(width).squareRoot()),
          ("b", "\(width)", 2 * Double(width)),
        ]
      })
    let table = try Trend.answer(["x": "width", "series": "model"], inputs)
    #expect(table["model"]?.values.texts == ["a", "b"])
    let slopes = try #require(table["value"]?.values.numbers).compactMap { $0 }
    #expect(abs(slopes[0] + 0.5) < 1e-12 && abs(slopes[1] - 1) < 1e-12)
    #expect(table["measure"]?.values.texts[0] == "slope of log value in log width")
    let low = try #require(table["low"]?.values.numbers?[0])
    let high = try #require(table["high"]?.values.numbers?[0])
    #expect(abs(low - slopes[0]) < 1e-9 && abs(high - slopes[0]) < 1e-9)
  }

  @Test func `leaves out what a logarithm cannot show, and counts it`() throws {
    let inputs = try Self.inputs([
      ("a", "1", 1), ("a", "2", 0), ("a", "4", 16), ("a", "none", 3), ("a", "8", nil),
    ])
    let table = try Trend.answer(["x": "width", "series": "model"], inputs)
    #expect(table["points"]?.values.numbers == [2])
    #expect(table["left out"]?.values.numbers == [3])
    #expect(abs(try #require(table["value"]?.values.numbers?[0]) - 2) < 1e-12)
    #expect(table["low"]?.values.numbers?[0] == nil)
  }

  @Test func `measures may be fitted apart`() throws {
    let inputs = try Self.inputs([("a", "1", 1), ("a", "2", 2), ("a", "4", 4)])
    let table = try Trend.answer(["x": "width", "series": ["model", "measure"]], inputs)
    #expect(table["measure"]?.values.texts.count == 1)
    #expect(table["fit"]?.values.texts == ["slope of log value in log width"])
  }

  @Test(
    arguments: [["log": "values"], ["series": ["model", "model"]], ["series": "points"]]
      as [[String: SettingText]])
  func `refuses what it has no axis or no column for`(settings: [String: SettingText]) throws {
    var inputs = Inputs()
    for width in ["1", "2", "4"] {
      let table = Table("t", columns: [.number("value", [1]), .text("points", ["p"])])
      inputs = try inputs.wiring(
        table, to: Trend.tables,
        labels: [Label(axis: "model", value: "a"), Label(axis: "width", value: width)])
    }
    #expect(try Trend.answer(["x": "width", "series": "model"], inputs).rows == 1)
    #expect(throws: (any Error).self) {
      try Trend.answer(settings.merging(["x": "width"]) { $1 }, inputs)
    }
  }

  @Test func `on plain axes is the slope itself`() throws {
    let inputs = try Self.inputs([("a", "1", 1), ("a", "2", 0), ("a", "3", -1)])
    let table = try Trend.answer(["x": "width", "log": "none"], inputs)
    #expect(table["value"]?.values.numbers == [-1])
    #expect(table["measure"]?.values.texts == ["slope of value in width"])
  }

  @Test func `a column that is not there is named`() throws {
    let error = #expect(throws: StageError.self) {
      try Trend.answer(["x": "depth"], Self.inputs([("a", "1", 1)]))
    }
    #expect(
      error?.message
        == "the input tables does not suit: no table has a column or sweep axis ‘depth’; "
        + "use one of model, width, measure, value")
  }
}
