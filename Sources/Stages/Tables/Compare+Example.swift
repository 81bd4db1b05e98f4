public import Pipeline

extension Compare {
  public static func example() throws(StageError) -> StageExample {
    let measured = Table(
      "Flips",
      columns: [
        .text("model", ["2L-ReLU", "MLP-Attn"]), .number("value", [9.1, 27]),
        .number("low", [8, 25]), .number("high", [10, 29]),
      ])
    return StageExample(
      settings: [
        NamedSetting("with", .file("printed.csv")), NamedSetting("on", ["model"]),
        NamedSetting("ordering", "model"),
      ], inputs: try Inputs().wiring(measured, to: table),
      files: ["printed.csv": Array("model,percent\n2L-ReLU,3.3\nMLP-Attn,28.9\n".utf8)])
  }
}
