public import Pipeline

extension Ledger {
  public static func example() throws(StageError) -> StageExample {
    let compared = Table(
      "Flip rates",
      columns: [
        .text("model", ["2L-ReLU", "MLP-Attn"]), .number("printed", unit: "%", [3.3, 28.9]),
        .number("value", unit: "%", [3.1, 41]), .number("low", unit: "%", [2.8, 39]),
        .number("high", unit: "%", [3.4, 43]), .text("printed ordering", ["holds", "holds"]),
        .text("figure", ["relu", "attention"]),
      ])
    let printed = """
      figure,where,claim,unit,file,unmeasured,printed
      relu,Table 2,flip rate of 2L-ReLU,%,table-2.yaml,,3.3
      attention,Table 2,flip rate of MLP-Attn,%,table-2.yaml,,28.9
      fashion,Table 6,flip rate of 2L-ReLU on Fashion-MNIST,%,,the images are not at hand,15.0

      """
    return StageExample(
      settings: [NamedSetting("printed", .file("printed.csv"))],
      inputs: try Inputs().wiring(compared, to: tables),
      files: ["printed.csv": Array(printed.utf8)])
  }
}
