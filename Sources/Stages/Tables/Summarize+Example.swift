public import Pipeline

extension Summarize {
  public static func example() throws(StageError) -> StageExample {
    var inputs = Inputs()
    for (index, model) in ["2L-ReLU", "MLP-Attn"].enumerated() {
      for seed in 1...3 {
        let value = Double(index) * 0.3 + Double(seed) * 0.01
        let table = Table(
          "Flips", columns: [.text("measure", ["flip rate"]), .number("value", [value])])
        let labels = [Label(axis: "model", value: model), Label(axis: "seed", value: "\(seed)")]
        inputs = try inputs.wiring(table, to: tables, labels: labels)
      }
    }
    return StageExample(
      settings: [NamedSetting("over", "seed"), NamedSetting("format", "percent")], inputs: inputs)
  }
}
