internal import CKernels

extension RowBlocks {
  /// The forward pass over the listed rows of one block.
  func forward(
    _ tile: Range<Int>, block: Int, listed: Scalar.Listed, outputs: UnsafeMutablePointer<Scalar>,
    scratch: PassScratch<Scalar>, by kernel: malleus_kernel
  ) {
    layer.output.withUnsafeBufferPointer { output in
      guard let output = output.baseAddress else { return }
      Scalar.forward(
        kernel, layer.hidden.start + tile.lowerBound * layer.stride, units: tile.count,
        stride: layer.stride, output: output + tile.lowerBound * layer.outputs,
        classes: layer.outputs, listed: listed, panelCount: Self.panelsPerBlock,
        columns: layer.columns, gates: gates(block, unit: tile.lowerBound), outputs: outputs,
        scratch: scratch.across.start)
    }
  }

  /// The backward pass over listed rows, block after block, and the update with it; returns the sum of the gradient's squares.
  func backward(
    _ tile: Range<Int>, listed: [Scalar.Listed], update: malleus_update,
    scratch: PassScratch<Scalar>, by kernel: malleus_kernel
  ) -> Double {
    let units = layer.units(tile)
    return layer.backward.withUnsafeBufferPointer { output in
      guard let output = output.baseAddress else { return 0 }
      return listed.enumerated().reduce(0) { squares, next in
        let (block, rows) = next
        let part = malleus_part(begins: block == 0, ends: block == listed.count - 1)
        return squares
          + Scalar.backward(
            kernel, update, part, units, units: tile.count, stride: layer.stride,
            output: output + tile.lowerBound * layer.outputs, classes: layer.outputs,
            listed: rows, columns: layer.columns, gates: gates(block, unit: tile.lowerBound),
            panelCount: Self.panelsPerBlock, delta: delta(block),
            gradient: scratch.gradient.start, scratch: scratch.across.start)
      }
    }
  }
}
