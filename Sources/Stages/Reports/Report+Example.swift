public import Pipeline

extension Report {
  public static func example() throws(StageError) -> StageExample {
    let table = Table(
      "Flip rates",
      columns: [
        .text("model", ["2L-ReLU", "MLP-Attn"]), .number("value", unit: "%", [3.3, 28.9]),
        .number("low", unit: "%", [2, 25]), .number("high", unit: "%", [5, 32]),
      ])
    let figure = try Plot.drawn(table, x: "model")
    return StageExample(
      settings: [NamedSetting("title", "An example"), NamedSetting("text", .file("report.md"))],
      inputs: try Inputs().wiring(table, to: tables).wiring(figure, to: figures),
      files: ["report.md": Array("How often does the sign change?\n\n{{figure-1}}\n".utf8)])
  }
}

extension Plot {
  /// One table as bars.
  fileprivate static func drawn(_ table: Table, x: String) throws(StageError) -> Figure {
    var plot = Plot()
    plot.kind = .bar
    plot.x = [x]
    return try plot.run(try Inputs().wiring(table, to: tables), in: Context())
  }
}
