internal import Numerics
internal import Pipeline

/// The way from pixels to rows as an attack takes it: what moves, where it is measured, and the
/// steps that gradients flow back through.
struct AttackTarget: Sendable {
  let map: FeatureMap
  let space: Perturb.Space
  /// How many steps of the map lead to what moves: none to pixels, some to unit rows.
  private let before: Int
  /// The steps from what moves to the rows that a network reads.
  private let moving: FeatureMap
  /// How long a unit of the space is in each column of what moves.
  private let units: [Double]

  /// Refuses a map that does not pass through the space; `port` is where it comes from.
  init(map: FeatureMap, space: Perturb.Space, at port: String) throws(StageError) {
    (self.map, self.space) = (map, space)
    let one = [Double](repeating: 1, count: map.columns)
    switch space {
    case .pixel: (before, moving, units) = (0, map, one)
    case .standardized:
      guard let deviation = map.standardization?.deviation else {
        throw .unsuitable(
          port: port, cause: "its map does not begin with standardising",
          remedy: "use space: pixel")
      }
      (before, moving, units) = (0, map, deviation)
    case .unit:
      guard let count = map.stepsToUnitRows else {
        throw .unsuitable(
          port: port, cause: "its map makes no unit rows before attention",
          remedy: "use space: pixel")
      }
      (before, moving, units) = (count, map.suffix(after: count), one)
    }
  }

  /// What gradients flow back through, as one linear step where it is one; for attacks on several
  /// networks, which then need not compose it each time.
  func composed(on cores: Cores) -> ComposedMap? { moving.composed(on: cores) }

  /// Whether attacks are long enough for composing the map with the network to pay.
  ///
  /// - Parameters:
  ///   - rows: how many rows one attack moves.
  ///   - units: the network's width.
  ///   - networks: how many networks are attacked, one after the other.
  func paysComposing(for attack: Attack, rows: Int, units: Int, networks: Double = 1) -> Bool {
    AttackSizes(
      rows: rows, pixels: moving.columns, attention: moving.steps.reduce(0) { $0 + $1.vectors },
      units: units, steps: attack.steps, networks: networks
    ).paysComposing
  }

  /// The attacked pixels of `data`: the loss of each row's label rises.
  ///
  /// In the unit space the unit rows move, and the pixels are those that belong to them at their
  /// former lengths. The loss that rises is that of the moved row as it is; a network without attention
  /// reads it scaled to unit length again.
  ///
  /// - Parameters:
  ///   - report: receives how many blocks of rows there are once one more of them is done.
  ///   - note: receives why gradients are not carried in single precision, where that was asked for.
  func attacked(
    _ data: Dataset, with attack: Attack, on model: AttackedModel, cores: Cores,
    report: @escaping @Sendable (_ of: Int) -> Void = { _ in }, note: (String) -> Void = { _ in }
  ) throws(NumericsError) -> Matrix<Double> {
    guard space == .unit else {
      let box = data.about.low...max(data.about.low, data.about.high)
      return try moved(
        data.inputs, data, attack, AttackSpace(units: units, box: box), model, cores, report, note)
    }
    let rows = map.prefix(before).apply(data.inputs, on: cores)
    let norms = map.norms(of: data.inputs, after: before - 1, on: cores)
    try cores.checkCancellation()
    let attacked = try moved(
      rows, data, attack, AttackSpace(units: units, box: nil), model, cores, report, note)
    return map.pixels(from: attacked, before: before, norms: norms)
  }

  private func moved(
    _ rows: Matrix<Double>, _ data: Dataset, _ attack: Attack, _ space: AttackSpace,
    _ model: AttackedModel, _ cores: Cores, _ report: @escaping @Sendable (Int) -> Void,
    _ note: (String) -> Void
  ) throws(NumericsError) -> Matrix<Double> {
    let (map, labels) = (moving, data.labels)
    let gradient: Attack.Gradient = { range in
      { rows in
        map.gradient(at: rows, on: .one) { part, mapped in
          let start = range.lowerBound + part.lowerBound
          return model.network.gradient(
            of: model.loss, at: mapped, labels: labels[start..<start + part.count])
        }
      }
    }
    let pays = paysComposing(for: attack, rows: rows.rows, units: model.network.hidden.rows)
    if let composed = model.composed ?? (pays ? composed(on: cores) : nil) {
      return try attack.moved(
        rows, ids: data.ids, in: space,
        along: composed, to: model.network, raising: model.loss, labels: labels, on: cores,
        report: report, otherwise: gradient)
    }
    if attack.precision == .single, attack.steps > 0 {
      let cause =
        pays
        ? "the map is not linear" : "the attack is too short for carrying them to pay"
      note("gradients are in double precision, as \(cause)")
    }
    return try attack.moved(
      rows, ids: data.ids, in: space, on: cores, report: report, gradient: gradient)
  }
}

/// The network whose loss an attack raises.
struct AttackedModel: Sendable {
  var network: TwoLayerNetwork
  var loss: OutputLoss
  /// What the target is composed to, where that is known already.
  var composed: ComposedMap?
}

extension Matrix<Double> {
  /// Puts the rows of another matrix in the place of these.
  mutating func replace(rows chosen: [Int], with others: Matrix) {
    for (source, target) in chosen.enumerated() {
      others.withUnsafeRow(source) { source in
        withUnsafeMutableRow(target) { _ = $0.update(fromContentsOf: source) }
      }
    }
  }
}
