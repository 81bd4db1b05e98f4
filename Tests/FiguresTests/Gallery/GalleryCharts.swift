import Figures

/// Charts of every kind, with figures invented for looking at.
enum GalleryCharts {
  static let flipRates: Chart = {
    let attacks = ["FGSM", "PGD", "MIM", "Random sign"]
    func series(_ name: String, _ values: [Double], spread: Double) -> Series {
      Series(
        name,
        zip(attacks, values).map { Point($0, $1, low: $1 - spread, high: $1 + spread * 1.3) })
    }
    func printed(_ name: String, _ values: [Double]) -> Series {
      Series(name, zip(attacks, values).map { Point($0, $1) }, origin: .printed)
    }
    return Chart(
      title: "Attention makes influence easier to flip",
      subtitle: "MNIST 0 against 1, 2000 rows, width 1024, mean over three seeds",
      caption: "Share of test rows whose most influential training row changes its sign.",
      content: .plot(
        Plot(
          .bar, x: Axis("Attack"), y: Axis("Flip rate", unit: "%"),
          series: [
            series("2-layer ReLU", [12.4, 18.9, 17.2, 1.1], spread: 1.9),
            series("MLP with attention", [21.8, 38.4, .nan, 1.6], spread: 2.8),
            series("Softmax attention", [17.0, 26.1, 24.4, 1.3], spread: 2.2),
            printed("2-layer ReLU", [11.0, 19.5, 18.0, .nan]),
            printed("MLP with attention", [24.0, 41.2, 39.0, .nan]),
          ])))
  }()

  static let distances: Chart = {
    let widths = [64.0, 128, 256, 512, 1024, 2048, 4096]
    func series(_ name: String, start: Double, ratio: Double, gapAt: Int? = nil) -> Series {
      Series(
        name,
        widths.indices.map { index in
          let value = (0..<index).reduce(start) { value, _ in value * ratio }
          return Point(
            widths[index], index == gapAt ? .nan : value, low: value * 0.78, high: value * 1.25)
        })
    }
    return Chart(
      title: "The trained kernel comes closer to the infinite one as the network widens",
      subtitle: "Relative distance of predictions on 500 test rows",
      content: .plot(
        Plot(
          .line, x: Axis("Width", unit: "hidden units", scale: .log2),
          y: Axis("NTK distance", unit: "relative", scale: .log10),
          series: [
            series("2-layer ReLU", start: 0.21, ratio: 0.66),
            series("MLP with attention", start: 0.62, ratio: 0.81, gapAt: 2),
            Series(
              "2-layer ReLU", [Point(128.0, 0.17), Point(512.0, 0.071), Point(2048.0, 0.031)],
              origin: .printed),
            Series(
              "MLP with attention", [Point(128.0, 0.55), Point(512.0, 0.41), Point(2048.0, 0.33)],
              origin: .printed),
          ], references: [ReferenceLine(at: 0.05, label: "kernel regime: below 0.05")])))
  }()

  static let transfer = Chart(
    title: "Spill-over of one attack to rows of other classes",
    subtitle: "Median change of influence by class attacked and class watched",
    content: .heatmap(
      Heatmap(
        rows: ["airplane", "automobile", "bird", "cat", "deer", "dog"],
        columns: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse"],
        values: (0..<6).map { row in (0..<8).map { change(row, $0) } },
        rowHeading: "Class attacked", columnHeading: "Class watched",
        valueHeading: "Change of influence", colours: .diverging(around: 0))))

  private static func change(_ row: Int, _ column: Int) -> Double {
    if row == 2, column == 5 { return .nan }
    let scattered = Double((row * 7 + column * 5) % 11 - 5) / 10
    return row == column ? scattered + 0.62 : scattered + 0.03
  }

  private static func ratio(_ row: Int, _ column: Int) -> Double {
    let depth = Double(row * row + 1)
    return depth * 3.7 / Double(column + 1)
  }

  private static func pattern(_ number: Int) -> Picture {
    let pixels = (0..<196).map { (pixel: Int) -> UInt8 in
      UInt8((pixel * (number + 3) + pixel / 14 * 31) % 256)
    }
    let caption = "row \(1000 + number * 37), influence 0.\(98 - number * 7)"
    return Picture(width: 14, height: 14, pixels: pixels, caption: caption)
  }

  static let condition = Chart(
    title: "Ratio of flip rates by depth and ridge",
    content: .heatmap(
      Heatmap(
        rows: ["0", "1", "2", "4"], columns: ["0.001", "0.01", "0.1", "1", "10"],
        values: (0..<4).map { row in (0..<5).map { ratio(row, $0) } },
        rowHeading: "Attention layers", columnHeading: "Ridge", valueHeading: "Ratio",
        digits: .decimals(1))))

  static let leverage: Chart = {
    func cloud(_ name: String, seed: UInt64, slope: Double) -> Series {
      var state = seed
      func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 33) / Double(1 << 31)
      }
      return Series(
        name,
        (0..<60).map { _ in
          let x = next() * 0.9 + 0.02
          return Point(x, slope * x + (next() - 0.5) * 0.4)
        })
    }
    return Chart(
      title: "Rows of high leverage move most",
      subtitle: "One mark per training row",
      content: .plot(
        Plot(
          .scatter, x: Axis("Leverage"), y: Axis("Change of influence"),
          series: [
            cloud("clean label", seed: 7, slope: 0.8),
            cloud("flipped label", seed: 91, slope: -0.5),
            Series("Figure 2", [Point(0.5, 0.45), Point(0.8, 0.7)], origin: .printed),
          ], references: [ReferenceLine(at: 0.5, on: .x, label: "median")])))
  }()

  static let manyLabels = Chart(
    title: "Long names lean instead of touching one another",
    content: .plot(
      Plot(
        .bar, x: Axis("Configuration"), y: Axis("Seconds", scale: .log10),
        series: [
          Series(
            "time",
            (1...14).map {
              Point("configuration-number-\($0)-with-long-name", Double($0 * $0 * 3) / 7)
            })
        ])))

  static let curves = Chart(
    title: "Loss during training", subtitle: "Six seeds",
    content: .plot(
      Plot(
        .line, x: Axis("Epoch"), y: Axis("Training loss"),
        series: (1...6).map { seed in
          Series(
            "seed \(seed)",
            (0...40).map { Point(Double($0), Double(seed) * 0.1 + 2 / (1 + Double($0) * 0.3)) })
        })))

  static let examples = Chart(
    title: "The most influential rows", subtitle: "Influence on one test image of a 7",
    content: .images(
      ImageGrid((0..<8).map(pattern), columns: 5)))

  static let landscape: Chart = {
    let places = (0..<31).map { Double($0 - 15) / 15 }
    func values(_ steep: Double, _ lean: Double) -> [[Double]] {
      places.map { y in
        places.map { x in 0.02 + steep * (x * x + 0.6 * y * y + lean * x * y + 0.3 * x * x * y) }
      }
    }
    return Chart(
      title: "The training objective around a network's weights",
      subtitle: "1000 rows, width 1024",
      caption: "Two directions, each row scaled to the norm of that row of the weights.",
      content: .surface(
        Surface(
          [
            Surface.Panel("Network", values: values(1, 0.5)),
            Surface.Panel("Linearized network", values: values(0.3, 0)),
          ], places: places, xHeading: "first direction", yHeading: "second direction",
          valueHeading: "Training objective", center: "the trained weights")))
  }()

  static let panels = Chart(
    title: "Which training rows help and which harm", subtitle: "Leave-one-out influence",
    content: .images(
      ImageGrid(
        panels: [nil, 1, 2].map { (test: Int?) -> ImageGrid.Panel in
          ImageGrid.Panel(
            test.map { "Test image \($0)" } ?? "Mean over the test images",
            lead: test.map(pattern),
            rows: [
              ImageGrid.Row("most helpful", colour: 0, (0..<5).map(pattern)),
              ImageGrid.Row("most harmful", colour: 1, (5..<8).map(pattern)),
              ImageGrid.Row("none harms", []),
            ])
        }, columns: 5)))

  static let all: [(name: String, chart: Chart)] = [
    ("flip-rates", flipRates), ("distances", distances), ("transfer", transfer),
    ("condition", condition), ("leverage", leverage), ("many-labels", manyLabels),
    ("curves", curves), ("examples", examples), ("landscape", landscape), ("panels", panels),
  ]
}
