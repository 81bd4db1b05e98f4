public import Pipeline

extension Plot {
  public static func example() throws(StageError) -> StageExample {
    let table = Table(
      "Flip rates",
      columns: [
        .text("model", ["2L-ReLU", "2L-ReLU", "MLP-Attn", "MLP-Attn"]),
        .text("attack", ["fgsm", "pgd", "fgsm", "pgd"]),
        .number("value", unit: "%", [4.1, 3.3, 34.6, 28.9]),
        .number("low", unit: "%", [3, 2, 31, 25]), .number("high", unit: "%", [5, 5, 38, 32]),
      ])
    return StageExample(
      settings: [
        NamedSetting("kind", "bar"), NamedSetting("x", "attack"), NamedSetting("series", "model"),
      ], inputs: try Inputs().wiring(table, to: tables))
  }
}
