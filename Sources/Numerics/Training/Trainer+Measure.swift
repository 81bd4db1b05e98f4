internal import CKernels

extension Trainer {
  /// Loss and accuracy over any rows at the current weights, or nil when cancelled.
  ///
  /// `kept` receives gates and derivatives, for the gradient over the same rows.
  func measure(
    _ rows: PaddedRows<Scalar>, keeping kept: RowBlocks<Scalar>? = nil, on cores: Cores
  ) -> (loss: Double, accuracy: Double)? {
    let height = RowBlocks<Scalar>.height
    let spans = Blocks(of: rows.count, size: height)
    let sums = cores.map(spans.count) { index in
      let local = kept ?? RowBlocks(rows: height, layer: layer)
      return measure(rows, spans[index], block: kept == nil ? 0 : index, in: local)
    }
    guard let sums, !cores.isCancelled() else { return nil }
    return (
      sums.reduce(0) { $0 + $1.loss } / Double(2 * rows.count),
      Double(sums.reduce(0) { $0 + $1.right }) / Double(rows.count)
    )
  }

  private func measure(
    _ data: PaddedRows<Scalar>, _ span: Range<Int>, block: Int, in blocks: RowBlocks<Scalar>
  ) -> OutputPass<Scalar>.Sums {
    let height = RowBlocks<Scalar>.height
    let panels = TileBuffer<Scalar>(uninitialized: height * layer.columns)
    let rows = TileBuffer<Scalar>(uninitialized: Scalar.panelRows * layer.stride)
    let shares = TileBuffer<Scalar>(uninitialized: layer.tiles.count * output.shareStride)
    let order = span.map(Int64.init)
    order.withUnsafeBufferPointer { order in
      guard let first = order.baseAddress else { return }
      for start in stride(from: 0, to: height, by: Scalar.panelRows) {
        let count = max(0, min(Scalar.panelRows, span.count - start))
        Scalar.gather(
          data.rows.start, first + min(start, span.count), count, columns: layer.columns,
          stride: layer.stride, rows: rows.start, panel: panels.start + start * layer.columns)
      }
    }
    for tile in 0..<layer.tiles.count {
      blocks.forward(
        layer.tiles[tile], block: block, panels: panels.start,
        outputs: shares.start + tile * output.shareStride, by: kernel)
    }
    return output.run(
      rows: 0..<span.count, shares: shares.start,
      labels: { data.labels[span.lowerBound + $0] }, weight: 0.5 / Double(data.count),
      delta: blocks.delta(block))
  }

  /// Loss, accuracy and the norm of the objective's gradient over all training rows.
  func measureObjective(on cores: Cores) -> EpochSums? {
    let kept = RowBlocks(rows: data.count, layer: layer)
    guard let (loss, accuracy) = measure(data, keeping: kept, on: cores) else { return nil }
    let still = malleus_update(
      adam: false, rate: 0, ridge: plan.ridge, beta1: 0, beta2: 0, correction: 1, epsilon: 1)
    let squares = cores.map(layer.tiles.count) { index in
      kept.backward(
        layer.tiles[index], rows: data.rows.start, blocks: kept.count, update: still,
        scratch: PassScratch(layer: layer), by: kernel)
    }
    guard let squares else { return nil }
    return EpochSums(
      loss: loss, accuracy: accuracy, gradientNorm: squares.reduce(0, +).squareRoot())
  }
}
