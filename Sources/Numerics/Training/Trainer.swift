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
  var data: PaddedRows<Scalar>
  let batch: Int
  /// How many rows one item of the first round takes; a whole number of panels.
  let chunk = 32
  let kernel: malleus_kernel
  let blocks: RowBlocks<Scalar>
  let output: OutputPass<Scalar>
  /// The batch before and the next one, row by row.
  let rows: [TileBuffer<Scalar>]
  /// The next batch in transposed panels.
  let panels: TileBuffer<Scalar>
  /// The tiles' shares of the outputs: block, tile, output, row.
  let shares: TileBuffer<Scalar>
  /// The training rows as lists, where that saves arithmetic; both passes then go by them.
  var lists: ListedRows<Scalar>?
  /// The lists of the batch before and the next one, by block.
  let listed: [[ListedBlock<Scalar>]]
  let scratch: [PassScratch<Scalar>]

  init(
    _ plan: TrainingPlan, layer: HiddenLayer<Scalar>, data: PaddedRows<Scalar>, on cores: Cores,
    kernel: malleus_kernel = malleus_kernel_fastest
  ) {
    self.plan = plan
    self.layer = layer
    self.data = data
    self.kernel = kernel
    batch = min(plan.batch, data.count)
    blocks = RowBlocks(rows: batch, layer: layer)
    output = OutputPass(layer: layer, loss: plan.loss)
    let padded = blocks.count * RowBlocks<Scalar>.height
    rows = (0..<2).map { _ in TileBuffer(uninitialized: padded * layer.stride) }
    panels = TileBuffer(uninitialized: padded * layer.columns)
    panels.elements.initialize(repeating: 0)
    shares = TileBuffer(uninitialized: blocks.count * layer.tiles.count * output.shareStride)
    let lists = ListedRows(data, columns: layer.columns, stride: layer.stride, on: cores)
    let blockCount = blocks.count
    listed =
      lists.map { lists in
        (0..<2).map { _ in
          (0..<blockCount).map { _ in ListedBlock(columns: layer.columns, longest: lists.longest) }
        }
      } ?? []
    self.lists = lists
    scratch = (0..<cores.count).map { _ in PassScratch(layer: layer, listed: lists != nil) }
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
