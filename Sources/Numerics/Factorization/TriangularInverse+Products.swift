extension TriangularInverse {
  /// The rows that are solved together: enough for full speed, few enough that some copies of them weigh little beside A.
  static var rowsAtOnce: Int { 512 }

  /// The diagonal of A⁻¹: the squared norms of the columns of M, summed from the top.
  public func inverseDiagonal(on cores: Cores) -> [Double] {
    let sums = cores.map(blocks.count) { index in
      let (panel, width) = (inverse.panel(index), inverse.step(index))
      var sums = [Double](repeating: 0, count: width)
      for start in stride(from: 0, to: panel.count, by: width) {
        for column in 0..<width { sums[column] += panel[start + column] * panel[start + column] }
      }
      return sums
    }
    return sums?.flatMap { $0 } ?? Array(repeating: .nan, count: size)
  }

  /// B·A⁻¹, for rows B of length n: each row is the solution for one right-hand side.
  public func solve(rows right: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(right.columns == size, "rows of \(right.columns) for a matrix of \(size)")
    let result = TileBuffer<Double>(uninitialized: right.count)
    let batches = Blocks(of: right.rows, size: Self.rowsAtOnce)
    for batch in (0..<batches.count).map({ batches[$0] }) {
      solve(batch, of: right, into: result, at: batch.lowerBound, on: cores)
    }
    return Matrix(rows: right.rows, columns: size, buffer: result)
  }

  /// (B·Mᵀ)·M for some rows of B, in tiles of the columns, the longest sums first.
  func solve(
    _ batch: Range<Int>, of right: Matrix<Double>, into result: TileBuffer<Double>,
    at firstRow: Int, on cores: Cores
  ) {
    let half = TileBuffer<Double>(uninitialized: batch.count * size)
    let source = right.buffer
    cores.forEach(blocks.count) { [blocks, size, inverse] index in
      let row = blocks.count - 1 - index
      for k in 0...row {
        Double.gemm(
          transposeA: false, transposeB: true, batch.count, blocks[row].count, inverse.step(k),
          alpha: 1, source.start + batch.lowerBound * size + blocks[k].lowerBound, size,
          inverse.tile(row, k), inverse.step(k), beta: k == 0 ? 0 : 1,
          half.start + blocks[row].lowerBound, size)
      }
    }
    cores.forEach(blocks.count) { index in
      multiply(half, rows: batch.count, byPanel: index, into: result, at: firstRow)
    }
  }

  /// Writes the columns of H·M that belong to a panel: Σ_i H[:, i]·M[i, j] over i from j down, in one sum.
  private func multiply(
    _ left: TileBuffer<Double>, rows: Int, byPanel index: Int, into result: TileBuffer<Double>,
    at firstRow: Int
  ) {
    let first = blocks[index].lowerBound
    Double.gemm(
      transposeA: false, transposeB: false, rows, inverse.step(index), size - first, alpha: 1,
      left.start + first, size, inverse.tile(index, index), inverse.step(index), beta: 0,
      result.start + firstRow * size + first, size)
  }

  /// The chosen columns of M, as rows.
  private func columns(_ chosen: [Int], on cores: Cores) -> Matrix<Double> {
    Matrix(rows: chosen.count, columns: size, inBlocksOf: 16, on: cores) { block, elements in
      for (offset, position) in block.enumerated() {
        let column = chosen[position]
        precondition(column >= 0 && column < size, "row \(column) of \(size)")
        let target = elements.extracting(offset * size..<(offset + 1) * size)
        let panel = column / blocks.size
        let (first, width) = (blocks[panel].lowerBound, inverse.step(panel))
        let source = inverse.panel(panel)
        target.extracting(0..<first).initialize(repeating: 0)
        for row in first..<size {
          target[row] = source[(row - first) * width + column - first]
        }
      }
    }
  }

  /// The part of A⁻¹ at the given rows and columns, |S|×|S|.
  public func inverse(at chosen: [Int], on cores: Cores) -> Matrix<Double> {
    columns(chosen, on: cores).gram(on: cores)
  }

  /// The given rows of A⁻¹, |S|×n: each is column i of M times M.
  public func inverse(rows chosen: [Int], on cores: Cores) -> Matrix<Double> {
    let left = columns(chosen, on: cores)
    let result = TileBuffer<Double>(uninitialized: left.count)
    cores.forEach(blocks.count) { index in
      multiply(left.buffer, rows: chosen.count, byPanel: index, into: result, at: 0)
    }
    return Matrix(rows: chosen.count, columns: size, buffer: result)
  }
}
