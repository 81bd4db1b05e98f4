internal import CKernels

/// One training: the layer, the rows, and memory for everything that a step needs.
///
/// A step is two rounds. In the first, blocks of rows turn the outputs of the batch before into
/// derivatives and gather the next batch. In the second, tiles of units take the backward pass and
/// the update of the batch before, and at once, while their weights are in the cache, the forward
/// pass of the next batch.
struct Trainer<Scalar: TrainingScalar>: Sendable {
  let plan: TrainingPlan
  let layer: HiddenLayer<Scalar>
  private(set) var data: PaddedRows<Scalar>
  let batch: Int
  /// How many rows one item of the first round takes; a whole number of panels.
  let chunk = 32
  let kernel: malleus_kernel
  let blocks: RowBlocks<Scalar>
  let output: OutputPass<Scalar>
  /// The batch before and the next one, row by row; nothing where they are listed.
  let rows: [TileBuffer<Scalar>]
  /// The next batch in transposed panels; nothing where rows are listed.
  let panels: TileBuffer<Scalar>
  /// The tiles' shares of the outputs: block, tile, output, row.
  let shares: TileBuffer<Scalar>
  /// The training rows as lists, where that saves arithmetic; both passes then go by them.
  private(set) var listedRows: ListedRows<Scalar>?
  /// The lists of the batch before and the next one, where there is a next one, by block.
  let listedBlocks: [[ListedBlock<Scalar>]]

  /// - Parameter isAttacked: whether every batch will be replaced by other rows, whose lists nobody has.
  init(
    _ plan: TrainingPlan, layer: HiddenLayer<Scalar>, data: PaddedRows<Scalar>,
    isAttacked: Bool = false, on cores: Cores, kernel: malleus_kernel = malleus_kernel_fastest
  ) {
    self.plan = plan
    self.layer = layer
    self.data = data
    self.kernel = kernel
    batch = min(plan.batch, data.count)
    let blocks = RowBlocks(rows: batch, layer: layer)
    self.blocks = blocks
    output = OutputPass(layer: layer, loss: plan.loss)
    let listed =
      isAttacked
      ? nil : ListedRows(data, columns: layer.columns, stride: layer.stride, on: cores)
    listedRows = listed
    let parities = batch < data.count ? 2 : 1
    listedBlocks = (0..<(listed == nil ? 0 : parities)).map { _ in
      (0..<blocks.count).map { _ in
        ListedBlock(columns: layer.columns, longest: listed?.longest ?? 0)
      }
    }
    let padded = listed == nil ? blocks.count * RowBlocks<Scalar>.height : 0
    rows = (0..<2).map { _ in TileBuffer(uninitialized: padded * layer.stride) }
    panels = TileBuffer(uninitialized: padded * layer.columns)
    panels.elements.initialize(repeating: 0)
    shares = TileBuffer(uninitialized: blocks.count * layer.tiles.count * output.shareStride)
  }

  /// The same training, whose next batch is these rows; the trainer must have been told that it is attacked.
  func replacing(data: PaddedRows<Scalar>) -> Trainer {
    precondition(listedRows == nil, "listed rows cannot be replaced")
    var copy = self
    copy.data = data
    return copy
  }

  /// The batches of an epoch.
  var steps: Blocks { Blocks(of: data.count, size: batch) }

  /// Rows of a batch that belong to one item of the first round, and their block.
  func chunkRows(_ index: Int, of batch: Range<Int>) -> (block: Int, rows: Range<Int>)? {
    let start = index * chunk
    guard start < batch.count else { return nil }
    let block = start / RowBlocks<Scalar>.height
    let offset = block * RowBlocks<Scalar>.height
    return (block, start - offset..<min(start + chunk, batch.count) - offset)
  }

  /// The update of step number `step`, counted from 1 over all epochs.
  func update(step: Int) -> malleus_update {
    let (beta1, beta2) = (0.9, 0.999)
    let isAdam = plan.optimizer == .adam
    let rate = isAdam ? plan.learningRate / (1 - power(beta1, step)) : plan.learningRate
    return malleus_update(
      adam: isAdam, rate: rate, ridge: plan.ridge, beta1: beta1, beta2: beta2,
      correction: 1 / (1 - power(beta2, step)), epsilon: 1e-8)
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}

/// Rows in the precision of training, padded, with their labels.
struct PaddedRows<Scalar: TrainingScalar>: Sendable {
  let rows: TileBuffer<Scalar>
  let labels: [Int32]
  var count: Int { labels.count }

  init(_ data: LabelledRows, on cores: Cores) {
    rows = paddedRows(of: data.rows, on: cores)
    labels = data.labels
  }

  private init(rows: TileBuffer<Scalar>, labels: [Int32]) {
    (self.rows, self.labels) = (rows, labels)
  }

  /// The chosen rows in the given order.
  func gathered(_ chosen: ArraySlice<Int64>, stride: Int) -> PaddedRows {
    let made = TileBuffer<Scalar>(uninitialized: chosen.count * stride)
    for (target, source) in chosen.enumerated() {
      (made.start + target * stride).initialize(
        from: rows.start + Int(source) * stride, count: stride)
    }
    return PaddedRows(rows: made, labels: chosen.map { labels[Int($0)] })
  }
}
