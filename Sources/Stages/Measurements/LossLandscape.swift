internal import Figures
internal import Numerics
public import Pipeline

/// The training objective on a plane through a network's hidden weights, with the largest eigenvalues of
/// its Hessian there.
///
/// The plane is spanned by two Gaussian directions, each row of which has the norm of that row of W.
/// Only W moves, and relu″ = 0, so the Hessian is the Gauss–Newton part of the loss plus the ridge.
///
/// `linearized` is the network's first-order expansion at its initial weights: what training in the
/// kernel regime would see, on the same rows and with the same directions around the same trained
/// weights. It is the infinite-width limit's loss as far as this width's own random features tell it, not
/// the limit itself; and its own minimum, which training would lead it to, lies elsewhere, the farther
/// the more the network has left the regime.
public struct LossLandscape: Stage {
  /// Whose loss is drawn.
  public enum Model: String, Choice {
    case network, linearized
    /// One beside the other, on one scale of colours.
    case both
  }

  public static let summary = "The training objective around a network's weights, as a map."
  public static let version = 3
  public static let source = "Figure 5; Li, Xu, Taylor, Studer and Goldstein (2018)"
  public static let network = Port<Network>("network", "whose weights the plane goes through")
  public static let data = Port<Features>("data", "the training rows")
  public static let inputs: [any InputPort] = [network, data]
  public static let settings = [
    Setting<Self>("model", \.model, "the network, its expansion at the initial weights, or both"),
    Setting<Self>("points", \.points, "places along either direction", in: 2...501),
    Setting<Self>(
      "range", \.range, "how far the plane reaches, in lengths of the directions", above: 0),
    Setting<Self>("seed", \.seed, "what the directions are drawn from", in: 0...),
    Setting<Self>(
      "ridge", \.ridge,
      "the weight of ½‖W − W₀‖²; automatic: what the network was trained with, 0.001 for a loaded one",
      in: 0...),
    Setting<Self>("title", \.title, "the statement at the top"),
  ]
  var model = Model.network
  var points = 51
  var range = 1.0
  var seed = 1
  var ridge: Double?
  var title = "The training objective around a network's weights"

  public init() {}

  /// The weights with what is made of them, the vectors of the Lanczos process, the gates of all rows,
  /// and blocks of pre-activations.
  public func memory(_ inputs: InputShapes) -> Int {
    let (units, columns) = (inputs[Self.network, "width"], inputs[Self.network, "columns"])
    let rows = inputs[Self.data, "rows"]
    let vectors = LargestEigenvalues.limit(of: units * columns) + 10
    return 128 << 20 + 2 * inputs.bytes + 8 * vectors * units * columns + rows * units
      + 8 * (4 * 512 + 16 * 6 * 64) * units + 16 * points * points * (rows / 64 + 3)
  }

  /// For each place the units of every row and the outputs made of them; some forty products with the Hessian.
  public func work(_ inputs: InputShapes) -> Work {
    let (units, columns) = (inputs[Self.network, "width"], inputs[Self.network, "columns"])
    let (rows, outputs) = (inputs[Self.data, "rows"], inputs[Self.network, "outputs"])
    let shares = 3 * .product(rows, columns, units)
    let place = Work.product(rows, units, outputs) + .passes(3, over: 8 * rows * units)
    let places = model == .linearized ? Work() : points * points * place
    let hessian = 40 * (2 * .product(rows, columns, units) + .passes(4, over: 8 * rows * units))
    return places + models.count * (shares + hessian)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Figure {
    let network = try inputs[Self.network]
    let data = try inputs[Self.data]
    try data.checkRows(at: Self.data.name)
    try network.checkFit(to: data, at: Self.network.name)
    let views = try models.map { (model) throws(StageError) in
      try LandscapeView(of: objective(network, data, model), of: network, for: self, in: context)
    }
    return Figure(svg: svg(chart(views, network, data)), data: table(views))
  }

  private var models: [TrainingObjective.Model] {
    switch model {
    case .network: [.network]
    case .linearized: [.linearized]
    case .both: [.network, .linearized]
    }
  }

  private func objective(
    _ network: Network, _ data: Features, _ model: TrainingObjective.Model
  ) -> TrainingObjective {
    TrainingObjective(
      data.labelledRows, output: network.output, initial: network.initial,
      loss: network.loss.outputLoss, ridge: ridge(of: network), model: model)
  }

  private func ridge(of network: Network) -> Double {
    ridge ?? network.about.ridge ?? 1e-3
  }

  private func chart(_ views: [LandscapeView], _ network: Network, _ data: Features) -> Chart {
    let panels = views.map { view in
      Surface.Panel(
        view.name.capitalizedFirst, values: (0..<points).map(view.surface.values.row))
    }
    let surface = Surface(
      panels, places: views[0].surface.places, xHeading: "first direction",
      yHeading: "second direction", valueHeading: "Training objective", center: "the weights")
    return Chart(
      title: title,
      subtitle: "\(data.matrix.rows) rows, width \(network.width), \(network.loss.rawValue), ridge "
        + NumberText.significant(ridge(of: network)),
      caption: (views.map(\.words) + [Self.directions]).joined(separator: " "),
      content: .surface(surface))
  }

  private static let directions =
    "Both directions are Gaussian, each row scaled to the norm of that row of the weights."

  private func table(_ views: [LandscapeView]) -> Table {
    let rows = views.flatMap(\.rows)
    return Table(
      title,
      columns: [
        .text("model", rows.map(\.model)), .text("measure", rows.map(\.measure)),
        .number("first", rows.map(\.first)), .number("second", rows.map(\.second)),
        .number("value", rows.map(\.value)),
      ])
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(
      settings: [NamedSetting("points", "5"), NamedSetting("model", "both")],
      inputs: try Inputs().wiring(exampleNetwork(), to: network)
        .wiring(exampleFeatures(), to: data))
  }
}
