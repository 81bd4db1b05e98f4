internal import CKernels

/// What the passes leave for one batch, or for any rows, in blocks of 128 rows.
struct RowBlocks<Scalar: TrainingScalar>: Sendable {
  static var height: Int { Int(malleus_block_rows) }
  static var panelsPerBlock: Int { height / Scalar.panelRows }

  let count: Int
  let layer: HiddenLayer<Scalar>
  /// 1 where a unit is active, one bit per row: block, unit, panel.
  private let gateMemory: TileBuffer<UInt16>
  /// (1/2B√m) times the derivative of the loss: block, output, row.
  private let deltaMemory: TileBuffer<Scalar>

  init(rows: Int, layer: HiddenLayer<Scalar>) {
    count = Blocks(of: rows, size: Self.height).count
    self.layer = layer
    gateMemory = TileBuffer(uninitialized: count * layer.width * Self.panelsPerBlock)
    deltaMemory = TileBuffer(uninitialized: count * layer.outputs * Self.height)
    gateMemory.elements.initialize(repeating: 0)
    deltaMemory.elements.initialize(repeating: 0)
  }

  /// The gates of the units from `unit` on.
  func gates(_ block: Int, unit: Int) -> UnsafeMutablePointer<UInt16> {
    gateMemory.start + (block * layer.width + unit) * Self.panelsPerBlock
  }

  func delta(_ block: Int) -> UnsafeMutablePointer<Scalar> {
    deltaMemory.start + block * layer.outputs * Self.height
  }

  /// Pre-activations of a tile of units on one block: keeps the gates, and writes the tile's share
  /// of the outputs.
  func forward(
    _ tile: Range<Int>, block: Int, panels: UnsafePointer<Scalar>,
    outputs: UnsafeMutablePointer<Scalar>, by kernel: malleus_kernel
  ) {
    layer.output.withUnsafeBufferPointer { output in
      guard let output = output.baseAddress else { return }
      Scalar.forward(
        kernel, layer.hidden.start + tile.lowerBound * layer.stride, units: tile.count,
        stride: layer.stride, output: output + tile.lowerBound * layer.outputs,
        classes: layer.outputs, panels: panels, panelCount: Self.panelsPerBlock,
        columns: layer.columns, gates: gates(block, unit: tile.lowerBound), outputs: outputs)
    }
  }

  /// The gradient of a tile of units over all blocks, whose rows follow one another from `rows` on,
  /// and the update with it; returns the sum of its squares.
  func backward(
    _ tile: Range<Int>, rows: UnsafePointer<Scalar>, blocks: Int, update: malleus_update,
    scratch: PassScratch<Scalar>, by kernel: malleus_kernel
  ) -> Double {
    let units = layer.units(tile)
    return layer.backward.withUnsafeBufferPointer { output in
      guard let output = output.baseAddress else { return 0 }
      var squares = 0.0
      for block in 0..<blocks {
        squares += Scalar.backward(
          kernel, update, malleus_part(begins: block == 0, ends: block == blocks - 1), units,
          units: tile.count, stride: layer.stride,
          output: output + tile.lowerBound * layer.outputs, classes: layer.outputs,
          rows: rows + block * Self.height * layer.stride,
          gates: gates(block, unit: tile.lowerBound), panelCount: Self.panelsPerBlock,
          delta: delta(block), gradient: scratch.gradient.start,
          scratch: UnsafeMutableRawPointer(scratch.openRows.start))
      }
      return squares
    }
  }
}

/// What one thread needs for both passes.
struct PassScratch<Scalar: TrainingScalar>: Sendable {
  let gradient: TileBuffer<Scalar>
  let openRows: TileBuffer<Double>
  /// What passes over listed rows need.
  let across: TileBuffer<Scalar>

  init(layer: HiddenLayer<Scalar>, listed: Bool = false) {
    gradient = TileBuffer(uninitialized: layer.tiles.size * layer.stride)
    openRows = TileBuffer(uninitialized: malleus_backward_scratch() / MemoryLayout<Double>.stride)
    across = TileBuffer(uninitialized: listed ? malleus_listed_scratch(CInt(layer.stride)) : 0)
  }
}
