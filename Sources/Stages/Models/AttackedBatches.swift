internal import Numerics
internal import Pipeline

/// The images behind training rows, for attacks on batches of them.
struct AttackedBatches: Sendable {
  /// In the order of the training rows and with their labels.
  private let images: Dataset
  private let target: AttackTarget
  /// What the target is composed to, where attacks on batches are long enough for that to pay.
  private let composed: ComposedMap?
  private let cores: Cores

  /// Refuses images that the rows were not made from.
  ///
  /// - Parameters:
  ///   - attack: an attack of the kind that will be made.
  ///   - rows: how many rows the largest batch has.
  ///   - units: the network's width.
  ///   - batches: how many batches will be attacked.
  init(
    images: Dataset, behind data: Features, target: AttackTarget, attack: Attack, rows: Int,
    units: Int, batches: Double, in context: Context
  ) throws(StageError) {
    guard images.inputs.columns == data.map.columns else {
      throw Self.fault(
        "they have \(images.inputs.columns) columns, the map of the training rows reads "
          + "\(data.map.columns)")
    }
    let places = Dictionary(images.ids.indices.map { (images.ids[$0], $0) }) { first, _ in first }
    let order = data.ids.compactMap { places[$0] }
    guard order.count == data.ids.count, images.ids.count == data.ids.count else {
      throw Self.fault(
        "\(order.count) of the \(data.ids.count) training rows are among its \(images.ids.count) ids"
      )
    }
    var images = images.gathered(rows: order)
    images.labels = data.labels
    let made = data.map.apply(images.inputs, on: context.threads)
    try context.checkCancellation()
    if let row = made.firstRow(farFrom: data.matrix) {
      throw Self.fault("the image with id \(data.ids[row]) does not become its training row")
    }
    (self.images, self.target, cores) = (images, target, context.threads)
    let pays = target.paysComposing(
      for: attack, rows: min(rows, order.count), units: units, networks: batches)
    composed = pays ? target.composed(on: cores) : nil
    try context.checkCancellation()
  }

  private static func fault(_ cause: String) -> StageError {
    .unsuitable(
      port: TrainMLP.images.name, cause: cause,
      remedy: "wire the images that the training rows were made from")
  }

  /// The rows that become of some images, given by their places, under attack.
  func rows(
    _ places: [Int], with attack: Attack, on network: TwoLayerNetwork, raising loss: OutputLoss
  ) throws(NumericsError) -> Matrix<Double> {
    let model = AttackedModel(network: network, loss: loss, composed: composed)
    let pixels = try target.attacked(
      images.gathered(rows: places), with: attack, on: model, cores: cores)
    return target.map.apply(pixels, on: cores)
  }
}

extension Matrix<Double> {
  /// The first row with an element that is not that of `other` up to rounding.
  fileprivate func firstRow(farFrom other: Matrix) -> Int? {
    (0..<rows).first { row in
      withUnsafeRow(row) { row1 in
        other.withUnsafeRow(row) { row2 in
          zip(row1, row2).contains { abs($0 - $1) > 1e-6 * (1 + abs($1)) }
        }
      }
    }
  }
}
