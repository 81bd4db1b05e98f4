import Figures

/// A whole report with figures invented for looking at.
enum GalleryPage {
  static let page = PageView(
    title: "Does attention make influence more malleable?",
    body: """
      A model's reliance on one training row can be **measured** and, by small changes of that row,
      *hammered* into another shape. This page compares three architectures on MNIST, following
      [the paper](https://arxiv.org/abs/2603.13085), Table 2.

      ## What was asked

      > If an attacker may change each pixel by at most ε = 0.03, how often does the most influential
      > row of a test image change the sign of its influence?

      Each network was trained with ridge `1e-3`; influence is leave-one-out over the kernel:

      1. train on 2000 rows, three seeds;
      2. attack the top 10 % of rows with
         - FGSM, PGD and MIM, and
         - random signs of the same size as a control;
      3. count sign flips over 500 test rows.

      ## Flip rates

      Attention roughly doubles the flip rate under every attack. Where the interval of the control
      covers zero the two cannot be told apart.

      {{flips}}

      {{rates}}

      ### How far from the kernel regime

      The distance between the trained and the infinite kernel falls with width.

      {{distances}}

      | Width | Expected | Note |
      | ---: | :---: | --- |
      | 256 | 0.09 | too small for the theory |
      | 4096 | 0.02 | `kernel` regime |

      ```
      malleus run table2.yaml --profile full
      ```

      ## Where it spills over
      """,
    sections: [
      .chart(
        GalleryCharts.flipRates, name: "flips", caption: "Hollow marks are **printed** values."),
      .init(name: "rates", .table(rates)), .chart(GalleryCharts.distances, name: "distances"),
      .chart(GalleryCharts.transfer), .chart(GalleryCharts.leverage),
      .chart(GalleryCharts.examples), .init(.table(longTable)),
    ],
    lineage: [
      .init(
        stage: "LoadIDX", summary: "Images and labels in the IDX format.",
        settings: [
          .init("images", "train-images-idx3-ubyte.gz"), .init("take", "2000"),
          .init("order", "file", isDefault: true), .init("seed", "1", isDefault: true),
        ]),
      .init(
        stage: "Normalize", summary: "Rows standardised and scaled.",
        settings: [.init("mean", "0.1307"), .init("std", "0.3081"), .init("rows", "unit")]),
      .init(
        stage: "TrainMLP", summary: "A network with one hidden layer.",
        settings: [
          .init("width", "1024", meaning: "hidden units"),
          .init("seed", "1, 2, 3", meaning: "one network each"),
          .init("ridge", "0.001", isDefault: true),
        ], uses: 9),
      .init(stage: "Influence", summary: "Leave-one-out influence of every training row."),
    ])

  static let rates = TableView(
    title: "Flip rates beside the printed ones.",
    caption: "Mean and 95 % interval over three seeds.",
    columns: [
      .init("Attack"), .init("Architecture"), .init("Rows", .integer),
      .init("Flip rate", unit: "%", .interval(decimals: 1)),
      .init("Printed", unit: "%", .number(decimals: 1)),
    ],
    rows: [
      row("FGSM", "2-layer ReLU", 12.4, 1.9, 11.0),
      row("FGSM", "MLP with attention", 21.8, 2.8, 24),
      row("PGD", "2-layer ReLU", 18.9, 1.9, 19.5),
      row("PGD", "MLP with attention", 38.4, 3.1, 41.2),
      row("MIM", "2-layer ReLU", 17.2, 1.9, 18), row("MIM", "MLP with attention", .nan, .nan, 39),
      row("Random sign", "2-layer ReLU", 1.1, 0.8, .nan),
    ])

  private static func row(
    _ attack: String, _ network: String, _ rate: Double, _ spread: Double, _ printed: Double
  ) -> [TableView.Cell] {
    [
      .text(attack), .text(network), .integer(500),
      .interval(rate, low: rate - spread, high: rate + spread), .number(printed),
    ]
  }

  static let longTable = TableView(
    title: "Every row attacked.",
    columns: [
      .init("Row", .integer), .init("Class"), .init("Leverage", .number(decimals: 4)),
      .init("Influence before", .number()), .init("Influence after", .number()),
    ],
    rows: (0..<60).map { number in
      let value = Double(number * number % 97) / 970
      return [
        .integer(number * 31), .text(number.isMultiple(of: 2) ? "0" : "1"), .number(value),
        .number(value / 300 - 0.0001), .number(-value * 21),
      ]
    }, foldsAfter: 12)

  static let graph: GraphView = {
    let parts: [(String, String, [String])] = [
      ("images", "LoadIDX", []), ("test-images", "LoadIDX", []),
      ("inputs", "Normalize", ["images"]),
      ("test-inputs", "Normalize", ["test-images", "inputs"]),
      ("features", "LinAttnTransform", ["inputs"]),
      ("test-features", "LinAttnTransform", ["test-inputs", "inputs"]),
      ("network", "TrainMLP", ["features"]), ("kernel", "EmpiricalNTK", ["network", "features"]),
      ("infinite", "InfiniteNTK", ["features", "test-features"]),
      ("distance", "NTKDistance", ["network", "infinite", "features"]),
      ("influence", "Influence", ["kernel", "test-features"]),
      ("perturbed", "Perturb", ["images", "features", "network", "influence"]),
      ("control", "Perturb", ["images", "features", "network", "influence"]),
      ("attacked", "Intervene", ["images", "influence", "perturbed"]),
      ("attacked-control", "Intervene", ["images", "influence", "control"]),
      ("attacked-inputs", "Normalize", ["attacked", "inputs"]),
      ("attacked-features", "LinAttnTransform", ["attacked-inputs"]),
      ("attacked-network", "TrainMLP", ["attacked-features", "network"]),
      ("attacked-kernel", "EmpiricalNTK", ["attacked-network", "attacked-features"]),
      ("attacked-influence", "Influence", ["attacked-kernel"]),
      ("malleability", "Malleability", ["influence", "attacked-influence"]),
      ("checks", "KernelChecks", ["kernel", "influence"]),
      ("table", "Summarize", ["malleability", "distance"]), ("figure", "Plot", ["table"]),
      ("report", "Report", ["table", "figure", "checks"]),
    ]
    let swept = parts.dropFirst(4).dropLast(3).map(\.0)
    var nodes: [GraphView.Node] = []
    for (number, part) in parts.enumerated() {
      let status: GraphView.Status =
        part.0 == "checks"
        ? .failed : part.0 == "report" ? .skipped : number < 5 ? .reused : .computed
      for variant in 0..<(swept.contains(part.0) ? 6 : 1) {
        nodes.append(
          .init(
            id: "\(part.0)#\(variant)", name: part.0, stage: part.1, status: status,
            seconds: status == .computed ? Double(number * number) * 0.7 : nil))
      }
    }
    let edges = parts.flatMap { part in
      part.2.map { GraphView.Edge(from: "\($0)#0", to: "\(part.0)#0") }
    }
    return GraphView(nodes: nodes, edges: edges).collapsingVariants()
  }()

  static let surroundings = Surroundings(
    graph: graph,
    timings: graph.nodes.map { node in
      .init(
        node: node.name, stage: node.stage, status: node.seconds == nil ? .reused : .computed,
        seconds: node.seconds, peakBytes: node.seconds.map { Int($0 * 1_000_000) })
    }, command: "malleus run pipelines/table2.yaml --profile full --set sweep.seed=1,2,3",
    facts: [("Experiment", "pipelines/table2.yaml"), ("Version", "0.1.0")])
}
