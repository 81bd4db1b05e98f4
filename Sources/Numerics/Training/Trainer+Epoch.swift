internal import CKernels

extension Trainer {
  /// What the batches of an epoch add up to, in the order of rows and tiles.
  struct EpochSums: Sendable {
    /// Σ over batches of (1/2B) Σ loss, weighted by the batches' rows.
    var loss: Double
    var accuracy: Double
    /// The mean over batches of the gradient's norm.
    var gradientNorm: Double
    /// The accuracy on the rows that batches were replaced by; `accuracy` is then that on their own.
    var replacedAccuracy: Double?
  }

  /// Takes every batch once, in the given order of rows, counting steps from `earlierSteps` on.
  ///
  /// Returns nil when it was cancelled.
  func runEpoch(order: [Int64], earlierSteps: Int, on cores: Cores) -> EpochSums? {
    let steps = steps
    let chunks = Blocks(of: batch, size: chunk).count
    let losses = TileBuffer<Double>(uninitialized: steps.count * chunks)
    let right = TileBuffer<Double>(uninitialized: steps.count * chunks)
    let squares = TileBuffer<Double>(uninitialized: steps.count * layer.tiles.count)
    losses.elements.initialize(repeating: 0)
    right.elements.initialize(repeating: 0)
    let rounds = Rounds(pairs: steps.count + 1, first: chunks, second: layer.tiles.count)
    let scratch = (0..<cores.count).map { _ in
      PassScratch(layer: layer, listed: listedRows != nil)
    }
    let finished = cores.forEach(scratch.count) { worker in
      // Threads may leave between two items; others join with the next epoch.
      rounds.work(until: cores.isCancelled, while: { worker == 0 || worker < cores.count }) {
        item in
        if item.isSecond {
          let square = runTile(item, earlierSteps: earlierSteps, scratch: scratch[worker])
          if item.pair > 0 {
            squares.start[(item.pair - 1) * layer.tiles.count + item.index] = square
          }
        } else {
          let sums = runChunk(item, order: order)
          if item.pair > 0 {
            losses.start[(item.pair - 1) * chunks + item.index] = sums.loss
            right.start[(item.pair - 1) * chunks + item.index] = Double(sums.right)
          }
        }
      }
    }
    guard finished, !cores.isCancelled() else { return nil }
    let norms = (0..<steps.count).map { step in
      (0..<layer.tiles.count).reduce(0) { $0 + squares.start[step * layer.tiles.count + $1] }
        .squareRoot()
    }
    return EpochSums(
      loss: losses.elements.reduce(0, +) / Double(2 * data.count),
      accuracy: right.elements.reduce(0, +) / Double(data.count),
      gradientNorm: norms.reduce(0, +) / Double(steps.count))
  }

  /// Outputs and derivatives of some rows of the batch before, then the same rows of the next one.
  private func runChunk(_ item: Rounds.Item, order: [Int64]) -> OutputPass<Scalar>.Sums {
    var sums = OutputPass<Scalar>.Sums()
    if item.pair > 0 {
      let taken = steps[item.pair - 1]
      if let (block, rows) = chunkRows(item.index, of: taken) {
        let start = taken.lowerBound + block * RowBlocks<Scalar>.height
        sums = output.run(
          rows: rows, shares: shares.start + block * layer.tiles.count * output.shareStride,
          labels: { data.labels[Int(order[start + $0])] }, weight: 0.5 / Double(taken.count),
          delta: blocks.delta(block))
      }
    }
    if item.pair < steps.count { gather(chunk: item.index, step: item.pair, order: order) }
    return sums
  }

  /// Copies some rows of a batch; panels beyond its end become zero, which opens no gate.
  private func gather(chunk index: Int, step: Int, order: [Int64]) {
    let taken = steps[step]
    let (width, height) = (Scalar.panelRows, RowBlocks<Scalar>.height)
    if let listedRows {
      list(chunk: index, taken, order: order, listedRows, in: listedBlocks(step))
      return
    }
    let target = rows[step % 2]
    order.withUnsafeBufferPointer { order in
      for start in stride(from: index * chunk, to: (index + 1) * chunk, by: width) {
        guard start < blocks.count * height, let first = order.baseAddress else { return }
        let count = max(0, min(width, taken.count - start))
        Scalar.gather(
          data.rows.start, first + min(taken.lowerBound + start, order.count), count,
          columns: layer.columns, stride: layer.stride,
          rows: target.start + start * layer.stride,
          panel: panels.start + start * layer.columns)
      }
    }
  }

  /// Lists the rows of a block of a batch, with the first of its chunks.
  private func list(
    chunk index: Int, _ taken: Range<Int>, order: [Int64], _ lists: ListedRows<Scalar>,
    in blocks: [ListedBlock<Scalar>]
  ) {
    let (start, height) = (index * chunk, RowBlocks<Scalar>.height)
    guard start % height == 0, start < taken.count else { return }
    let first = taken.lowerBound + start
    blocks[start / height].fill(
      from: lists, order[first..<min(first + height, taken.upperBound)])
  }

  private func listedBlocks(_ step: Int) -> [ListedBlock<Scalar>] {
    listedBlocks[step % listedBlocks.count]
  }

  /// The lists of a batch, block by block.
  private func lists(_ step: Int) -> [Scalar.Listed] {
    let (taken, height) = (steps[step], RowBlocks<Scalar>.height)
    return (0..<blockCount(of: taken)).map { block in
      listedBlocks(step)[block].view(min(height, taken.count - block * height))
    }
  }

  /// Backward pass and update of the batch before, then the forward pass of the next one.
  private func runTile(
    _ item: Rounds.Item, earlierSteps: Int, scratch: PassScratch<Scalar>
  ) -> Double {
    let tile = layer.tiles[item.index]
    var squares = 0.0
    if item.pair > 0 {
      let taken = steps[item.pair - 1]
      let update = update(step: earlierSteps + item.pair)
      squares =
        listedRows == nil
        ? blocks.backward(
          tile, rows: rows[(item.pair - 1) % 2].start, blocks: blockCount(of: taken),
          update: update, scratch: scratch, by: kernel)
        : blocks.backward(
          tile, listed: lists(item.pair - 1), update: update, scratch: scratch, by: kernel)
    }
    guard item.pair < steps.count else { return squares }
    let nextLists = listedRows == nil ? [] : lists(item.pair)
    for block in 0..<blockCount(of: steps[item.pair]) {
      let share = block * layer.tiles.count + item.index
      let outputs = shares.start + share * output.shareStride
      if listedRows == nil {
        let panels = panels.start + block * RowBlocks<Scalar>.height * layer.columns
        blocks.forward(tile, block: block, panels: panels, outputs: outputs, by: kernel)
      } else {
        blocks.forward(
          tile, block: block, listed: nextLists[block], outputs: outputs, scratch: scratch,
          by: kernel)
      }
    }
    return squares
  }

  private func blockCount(of batch: Range<Int>) -> Int {
    Blocks(of: batch.count, size: RowBlocks<Scalar>.height).count
  }
}
