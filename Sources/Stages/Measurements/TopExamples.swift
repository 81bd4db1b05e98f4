internal import Figures
internal import Numerics
public import Pipeline

/// The training images that help and harm most, as pictures with their labels and influences.
///
/// One panel for the mean over the test images and, with `test`, one for each of a few test images with its own scores. Only
/// rows of positive influence count as helpful and only rows of negative influence as harmful, so a row may be short.
public struct TopExamples: Stage {
  public static let summary = "The most helpful and most harmful training images, as pictures."
  public static let version = 1
  public static let source = "Figure 3"
  public static let influence = Port<Influence>("influence", "of the images as training rows")
  public static let data = Port<Dataset>("data", "the training images")
  public static let test = OptionalPort<Dataset>("test", "the test images, for panels of their own")
  public static let inputs: [any InputPort] = [influence, data, test]
  public static let settings: [Setting<Self>] = [
    Setting("count", \.count, "how many images a row shows", in: 1...50, unit: "images"),
    Setting("tests", \.tests, "how many test images have panels", in: 1...100, unit: "images")
      .used(when: "test is wired and ids are not given") { stage, wiring in
        wiring.isWired(test.name) && stage.ids.isEmpty
      },
    Setting(
      "ids", \.ids, "which test images have panels; by default the first of each class in turn"
    ).used(when: "test is wired") { _, wiring in wiring.isWired(test.name) },
    Setting("title", \.title, "the statement at the top"),
  ]
  var count = 8
  var tests = 5
  var ids: [Int] = []
  var title = "The most helpful and the most harmful training images"

  public init() {}

  /// Both data sets as they come, and pictures in base64 of four bytes for three.
  public func memory(_ inputs: InputShapes) -> Int {
    let columns = inputs[Self.data, "columns"]
    let pictures = (1 + max(tests, ids.count)) * (2 * count + 1)
    return 2 * inputs.bytes + 16 * pictures * (columns + 200) + 64 << 20
  }

  /// The order of the rows for each panel.
  public func work(_ inputs: InputShapes) -> Work {
    .passes(2, over: inputs.bytes)
      + .passes(100, over: 8 * (1 + max(tests, ids.count)) * inputs[Self.influence, "rows"])
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Figure {
    let influence = try inputs[Self.influence]
    let images = try ExampleImages(inputs[Self.data], port: Self.data.name)
    var panels = [
      try ExamplePanel(nil, scores: influence.mean, count: count, influence, images)
    ]
    if let test = try inputs[Self.test] {
      let tests = try ExampleImages(test, port: Self.test.name)
      for row in try testRows(influence) {
        try context.checkCancellation()
        let scores = influence.perTest.row(row)
        panels.append(
          try ExamplePanel(
            (tests.example(influence.queryIds[row]), tests), scores: scores, count: count,
            influence, images))
      }
    }
    let chart = Chart(
      title: title, subtitle: subtitle(influence),
      caption: "The number below a picture is its influence; positive where the loss on the test "
        + "images rises without it.",
      content: .images(
        ImageGrid(panels: panels.map { $0.drawing(of: influence) }, columns: min(count, 10))))
    return Figure(svg: svg(chart), data: Self.table(panels))
  }
}

extension TopExamples {
  /// The places of the test rows that have panels.
  private func testRows(_ influence: Influence) throws(StageError) -> [Int] {
    guard ids.isEmpty else {
      return try ids.map { id throws(StageError) in try row(of: id, influence) }
    }
    let byClass = Dictionary(grouping: influence.queryIds.indices) { influence.queryLabels[$0] }
    let classes = byClass.keys.sorted().compactMap { byClass[$0] }
    let longest = classes.map(\.count).max() ?? 0
    let inTurn = (0..<longest).flatMap { turn in
      classes.compactMap { turn < $0.count ? $0[turn] : nil }
    }
    return Array(inTurn.prefix(tests))
  }

  private func row(of id: Int, _ influence: Influence) throws(StageError) -> Int {
    guard let row = influence.queryIds.firstIndex(of: Int64(id)) else {
      throw .unsuitable(
        port: Self.influence.name, cause: "it has no test row with the id \(id)",
        remedy: "give ids of the test images that the kernel was computed for")
    }
    return row
  }

  private func subtitle(_ influence: Influence) -> String {
    let about = influence.about
    let kind = (about.text("influence") ?? "").capitalizedFirst
    let ridge = about.ridge.map { "λ = \(NumberText.significant($0))" }
    let counts = "\(influence.ids.count) training and \(influence.queryIds.count) test images"
    return [kind.isEmpty ? nil : "\(kind) influence", ridge, counts].compactMap { $0 }
      .joined(separator: ", ")
  }

  private static func table(_ panels: [ExamplePanel]) -> Table {
    let rows = panels.flatMap { panel in
      [("helpful", panel.helpful), ("harmful", panel.harmful)].flatMap { side, examples in
        examples.enumerated().map { (panel, side, $0.offset + 1, $0.element) }
      }
    }
    return Table(
      "Top examples",
      columns: [
        .text("test", rows.map { $0.0.test?.id.description ?? "mean" }),
        .text("test label", rows.map { $0.0.test?.label }),
        .text("side", rows.map { $0.1 }), .integer("rank", rows.map { $0.2 }),
        .integer("id", rows.map { Int($0.3.image.id) }),
        .text("label", rows.map { $0.3.image.label }),
        .number("influence", rows.map { $0.3.score }),
      ])
  }

  public static func example() throws(StageError) -> StageExample {
    let influence = try KernelInfluence().run(KernelInfluence.example().inputs, in: Context())
    let digits = try exampleDataset()
    return StageExample(
      settings: [NamedSetting("count", "3"), NamedSetting("tests", "2")],
      inputs: try Inputs().wiring(influence, to: Self.influence).wiring(digits, to: data)
        .wiring(digits, to: test))
  }
}
