internal import CKernels

/// The trained weights W with their start W₀, what the optimizer remembers, and the fixed output
/// weights A; rows are padded to whole registers.
struct HiddenLayer<Scalar: TrainingScalar>: Sendable {
  let width: Int
  let columns: Int
  let outputs: Int
  /// The distance from one row to the next.
  let stride: Int
  /// The units that one call of the loops takes.
  let tiles: Blocks
  let hidden: TileBuffer<Scalar>
  let start: TileBuffer<Scalar>
  let first: TileBuffer<Scalar>
  let second: TileBuffer<Scalar>
  let output: Matrix<Scalar>
  let backward: Matrix<Scalar>
  /// 1/√m.
  let scale: Double

  init(hidden: Matrix<Double>, output: Matrix<Double>, loss: OutputLoss) {
    width = hidden.rows
    columns = hidden.columns
    outputs = output.columns
    stride = paddedColumns(hidden.columns)
    tiles = Blocks(of: width, size: Int(malleus_block_units))
    self.hidden = paddedRows(of: hidden, on: .one)
    start = self.hidden.copy()
    first = TileBuffer(uninitialized: width * stride)
    second = TileBuffer(uninitialized: width * stride)
    first.elements.initialize(repeating: 0)
    second.elements.initialize(repeating: 0)
    self.output = output.converted(to: Scalar.self)
    backward = loss.backward(output).converted(to: Scalar.self)
    scale = 1 / Double(width).squareRoot()
  }

  /// The weights of some units, for the backward pass.
  func units(_ tile: Range<Int>) -> Scalar.Units {
    let offset = tile.lowerBound * stride
    return Scalar.units(
      hidden.start + offset, first.start + offset, second.start + offset,
      start: start.start + offset)
  }

  /// W or W₀ in double precision.
  func matrix(_ buffer: TileBuffer<Scalar>) -> Matrix<Double> {
    Matrix(rows: width, columns: columns, inBlocksOf: max(1, width), on: .one) { rows, elements in
      for row in rows {
        for column in 0..<columns {
          elements[row * columns + column] = Double(buffer.start[row * stride + column])
        }
      }
    }
  }

  /// ‖W − W₀‖/‖W₀‖, or ‖W − W₀‖ when W₀ is zero.
  func relativeDistance() -> Double {
    var (moved, length) = (0.0, 0.0)
    for index in 0..<hidden.count {
      let origin = Double(start.start[index])
      let difference = Double(hidden.start[index]) - origin
      moved += difference * difference
      length += origin * origin
    }
    return length > 0 ? (moved / length).squareRoot() : moved.squareRoot()
  }
}

/// The columns of a padded row: a multiple of the lanes of a register in either precision.
func paddedColumns(_ columns: Int) -> Int { max(8, (columns + 7) / 8 * 8) }

/// A copy in another precision whose rows are padded with zeros.
func paddedRows<Scalar: TrainingScalar>(
  of matrix: Matrix<Double>, on cores: Cores
) -> TileBuffer<Scalar> {
  let stride = paddedColumns(matrix.columns)
  let made = TileBuffer<Scalar>(uninitialized: matrix.rows * stride)
  let blocks = Blocks(of: matrix.rows, size: 256)
  _ = cores.forEach(blocks.count) { index in
    for row in blocks[index] {
      matrix.withUnsafeRow(row) { source in
        let target = made.start + row * stride
        for column in 0..<source.count {
          (target + column).initialize(to: Scalar(source[column]))
        }
        for column in source.count..<stride { (target + column).initialize(to: 0) }
      }
    }
  }
  return made
}
