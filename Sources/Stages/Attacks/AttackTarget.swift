internal import Numerics
internal import Pipeline
private import Synchronization

/// What an attack pulls its gradients through: the map from pixels to rows, and the network.
struct AttackTarget: Sendable {
  let map: FeatureMap
  let network: TwoLayerNetwork
  let loss: OutputLoss

  init(map: FeatureMap, network: Network, loss: OutputLoss) {
    self.map = map
    self.network = TwoLayerNetwork(hidden: network.hidden, output: network.output)
    self.loss = loss
  }

  /// The attacked pixels of `data`.
  func attacked(
    _ data: Dataset, with attack: Attack, in space: Perturb.Space, context: Context
  ) throws(StageError) -> Matrix<Double> {
    let box = data.about.low...max(data.about.low, data.about.high)
    switch space {
    case .pixel:
      return try moved(
        data.inputs, data, attack, AttackSpace(columns: map.columns, box: box), map, context)
    case .standardized:
      guard let deviation = map.standardization?.deviation else {
        throw .unsuitable(
          port: Perturb.features.name, cause: "its map does not begin with standardising",
          remedy: "use space: pixel")
      }
      return try moved(
        data.inputs, data, attack, AttackSpace(units: deviation, box: box), map, context)
    case .unit:
      return try movedUnitRows(data, attack, context)
    }
  }

  /// Attacks the unit rows, and returns the pixels that they belong to at their former lengths.
  private func movedUnitRows(
    _ data: Dataset, _ attack: Attack, _ context: Context
  ) throws(StageError) -> Matrix<Double> {
    guard let count = map.stepsToUnitRows else {
      throw .unsuitable(
        port: Perturb.features.name, cause: "its map makes no unit rows before attention",
        remedy: "use space: pixel")
    }
    let units = map.prefix(count).apply(data.inputs, on: context.threads)
    let norms = map.norms(of: data.inputs, after: count - 1, on: context.threads)
    try context.checkCancellation()
    let rows = try moved(
      units, data, attack, AttackSpace(columns: units.columns, box: nil),
      map.suffix(after: count), context)
    return map.pixels(from: rows, before: count, norms: norms)
  }

  private func moved(
    _ rows: Matrix<Double>, _ data: Dataset, _ attack: Attack, _ space: AttackSpace,
    _ map: FeatureMap, _ context: Context
  ) throws(StageError) -> Matrix<Double> {
    let (network, loss, labels) = (network, loss, data.labels)
    let progress = BlockProgress(context)
    let gradient: Attack.Gradient = { range in
      { rows in
        map.gradient(at: rows, on: .one) { part, mapped in
          let start = range.lowerBound + part.lowerBound
          return network.gradient(
            of: loss, at: mapped, labels: labels[start..<start + part.count])
        }
      }
    }
    do throws(NumericsError) {
      if rows.rows * attack.steps >= 2 * rows.columns,
        let composed = map.composed(with: network, on: context.threads)
      {
        return try attack.moved(
          rows, ids: data.ids, in: space, along: composed, raising: loss, labels: labels,
          on: context.threads, report: { progress.add(of: $0) }, otherwise: gradient)
      }
      return try attack.moved(
        rows, ids: data.ids, in: space, on: context.threads, report: { progress.add(of: $0) },
        gradient: gradient)
    } catch {
      throw StageError(error)
    }
  }
}

/// Counts blocks that several threads finish.
private final class BlockProgress: Sendable {
  private let context: Context
  private let done = Mutex(0)

  init(_ context: Context) { self.context = context }

  func add(of total: Int) {
    done.withLock { done in
      done += 1
      context.report(done, of: total, "blocks of rows")
    }
  }
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
