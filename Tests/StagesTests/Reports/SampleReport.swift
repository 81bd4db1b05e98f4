import Pipeline
import Stages

/// A report as the pipelines make them, from invented measurements: two models, four attacks, three seeds,
/// and distances over widths.
enum SampleReport {
  static let models = ["2L-ReLU", "MLP-Attn"]
  static let attacks = ["fgsm", "pgd", "mim", "random-sign"]
  static let widths = [16, 64, 256, 1024, 4096]

  static func page() throws -> Page {
    let flips = try flips(), distances = try distances()
    let printed = try printed(flips)
    let printedDistances = try printedDistances(distances)
    let bars = try Plot.answer(
      [
        "kind": "bar", "x": "attack", "series": "model",
        "keep": .map([.init("measure", "flip rate, per-test")]),
        "title": "Flip rate of each test row’s own most helpful tenth",
      ],
      Inputs().wiring(flips, to: Plot.tables).wiring(printed, to: Plot.tables))
    let lines = try Plot.answer(
      [
        "x": "width", "series": "model", "log": "both",
        "keep": .map([.init("measure", "Frobenius distance, per-row ridge")]),
        "title": "Distance to the kernel machine by width",
      ],
      Inputs().wiring(distances, to: Plot.tables).wiring(printedDistances, to: Plot.tables))
    let map = try Plot.answer(
      [
        "kind": "heatmap", "x": "attack",
        "series": ["model", "measure"],
      ], Inputs().wiring(flips, to: Plot.tables))
    return try Report.page(
      [
        "title": "Influence malleability on MNIST",
        "text": .file("report.md"),
      ],
      Inputs().wiring(printed, to: Report.tables).wiring(flips, to: Report.tables)
        .wiring(ranks(), to: Report.tables).wiring(distances, to: Report.tables)
        .wiring(bars, to: Report.figures).wiring(lines, to: Report.figures)
        .wiring(map, to: Report.figures),
      text: text, lineage: SampleLineage.entries)
  }

  static let text = """
    The paper's Table 2 reports flip rates near 3 % for `2L-ReLU` and near 30 % for `MLP-Attn` on ten-class MNIST. This
    report measures the same quantity under three aggregation rules, beside what is printed, with a control that moves
    the attacked rows by random signs of the same size.

    ## Flip rates

    {{figure-1}}

    {{table-1}}

    What is not as in the paper: 2,000 training rows instead of all, and 20 epochs instead of 500. The paper does not say
    which aggregation it used, nor whether the attention context was recomputed after the attack; here it is
    recomputed, and weights stay as they were trained.

    {{table-2}}

    ## Distance to the kernel limit

    If the kernel regime is reached, the distance falls with the width.

    {{figure-2}}

    ## Everything else
    """
}

extension SampleReport {
  /// A number between 0 and 1 that depends on the arguments alone.
  private static func noise(_ values: Int...) -> Double {
    var state: UInt64 = 88_172_645_463_325_252
    for value in values { state = (state ^ UInt64(value + 17)) &* 6_364_136_223_846_793_005 }
    return Double((state ^ state >> 29) >> 40) / Double(1 << 24)
  }

  private static func sweep(
    _ others: [(axis: String, values: [String])],
    _ table: (_ model: Int, _ other: Int, _ seed: Int) -> Table
  ) throws -> Inputs {
    var inputs = Inputs()
    for (axis, values) in others {
      for (m, model) in models.enumerated() {
        for (o, value) in values.enumerated() {
          for seed in 1...3 {
            inputs = try inputs.wiring(
              table(m, o, seed), to: Summarize.tables,
              labels: [
                Label(axis: "model", value: model), Label(axis: axis, value: value),
                Label(axis: "seed", value: "\(seed)"),
              ])
          }
        }
      }
    }
    return inputs
  }

  static func flips() throws -> Table {
    let measures = ["flip rate, per-test", "flip rate, mean", "flip rate, pooled", "spill-over"]
    let inputs = try sweep([("attack", attacks)]) { model, attack, seed in
      let level = [[0.045, 0.036, 0.031, 0.011], [0.318, 0.284, 0.207, 0.062]][model][attack]
      return Table(
        "Influence malleability",
        columns: [
          .text("measure", measures),
          .number(
            "value",
            measures.indices.map {
              level * [1, 0.83, 1.21, 0.17][$0] * (0.92 + 0.16 * noise(model, attack, seed, $0))
            }),
        ])
    }
    return try Summarize.answer(
      [
        "over": "seed", "format": "percent",
        "control": .map([.init("attack", "random-sign")]),
        "title": "Flip rates and spill-over",
      ], inputs)
  }

  static func ranks() throws -> Table {
    let measures = ["rank correlation", "stability of top 10", "stability of top 50"]
    let inputs = try sweep([("attack", attacks)]) { model, attack, seed in
      Table(
        "Influence malleability",
        columns: [
          .text("measure", measures),
          .number(
            "value",
            measures.indices.map {
              [0.97, 0.71][model] - 0.05 * Double($0) - 0.02 * noise(model, attack, seed, $0)
            }),
        ])
    }
    return try Summarize.answer(
      [
        "over": "seed",
        "title": "Rank correlation and stability of the top rows",
      ], inputs)
  }

  static func distances() throws -> Table {
    let measures = [
      "Frobenius distance, per-row ridge", "root mean square distance, per-row ridge",
      "kernel machine's accuracy, per-row ridge", "Frobenius distance, absolute ridge",
      "network's accuracy", "training loss", "gradient norm",
    ]
    let inputs = try sweep([("width", widths.map(String.init))]) { model, width, seed in
      let step = Double(width)
      let distance = model == 0 ? 45 - 1.6 * step : 10 + 8.3 * step
      let values = [
        distance, distance / 70.7, 0.912, distance * 1.3, 0.88 + 0.01 * step, 0.021 / (step + 1),
        0.00031 / (step + 1),
      ]
      return Table(
        "Distance",
        columns: [
          .text("measure", measures),
          .number("value", values.map { $0 * (0.97 + 0.06 * noise(model, width, seed)) }),
        ])
    }
    return try Summarize.answer(
      [
        "over": "seed",
        "title": "Distance to the infinite-width kernel machine",
      ], inputs)
  }

  private static func printed(_ flips: Table) throws -> Table {
    let figures = """
      model,attack,percent
      2L-ReLU,fgsm,4.1
      2L-ReLU,pgd,3.3
      2L-ReLU,mim,3.4
      MLP-Attn,fgsm,34.6
      MLP-Attn,pgd,28.9
      MLP-Attn,mim,21.9

      """
    let rules = ["flip rate, per-test", "flip rate, mean", "flip rate, pooled"]
    return try Compare.answer(
      [
        "with": .file("printed.csv"), "on": ["model", "attack"],
        "ordering": "model",
        "keep": .map([.init("measure", .list(rules.map { .scalar($0) }))]),
        "title": "Measured flip rates beside the paper's Table 2",
      ], Inputs().wiring(flips, to: Compare.table), files: ["printed.csv": Array(figures.utf8)])
  }

  private static func printedDistances(_ distances: Table) throws -> Table {
    let figures = """
      model,width,distance
      2L-ReLU,16,45.1
      2L-ReLU,1024,39.9
      2L-ReLU,4096,39.2
      MLP-Attn,16,10.3
      MLP-Attn,1024,33.3
      MLP-Attn,4096,43.4

      """
    return try Compare.answer(
      [
        "with": .file("printed.csv"), "on": ["model", "width"],
        "keep": .map([
          .init(
            "measure",
            ["Frobenius distance, per-row ridge", "Frobenius distance, absolute ridge"])
        ]),
      ], Inputs().wiring(distances, to: Compare.table),
      files: ["printed.csv": Array(figures.utf8)])
  }
}

extension Report {
  /// The page of a report on `inputs` that says `text`.
  static func page(
    _ settings: [String: SettingText] = [:], _ inputs: Inputs, text: String = "",
    lineage: [LineageEntry] = []
  ) throws -> Page {
    let given = settings.sorted { $0.key < $1.key }.map { NamedSetting($0.key, $0.value) }
    let ports = inputs.wiredPorts.map { ($0, [Wiring(stage: "Any")]) }
    let prepared = try StageType(Report.self)
      .prepare(given, wiring: Wiring(stage: name, ports: Dictionary(uniqueKeysWithValues: ports)))
      .get()
    let context = Context(lineage: lineage, open: { _ in .success(Array(text.utf8)) })
    guard let report = prepared.stage as? Report else { preconditionFailure("another stage") }
    return try report.run(inputs, in: context)
  }
}
