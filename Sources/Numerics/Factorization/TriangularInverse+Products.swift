extension TriangularInverse {
  /// The rows that are solved together: enough for full speed, few enough that two copies of them weigh nothing beside A.
  static var rowsAtOnce: Int { 256 }

  /// The diagonal of A⁻¹: the squared norms of the columns of M, summed from the top.
  public func inverseDiagonal(on cores: Cores) -> [Double] {
    let columns = Blocks(of: size, size: 64)
    let sums = cores.map(columns.count) { index in
      let block = columns[index]
      var sums = [Double](repeating: 0, count: block.count)
      for row in block.lowerBound..<size {
        let elements = inverse.buffer.start + row * size
        for column in block.lowerBound..<min(block.upperBound, row + 1) {
          sums[column - block.lowerBound] += elements[column] * elements[column]
        }
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

  /// (B·Mᵀ)·M for some rows of B, in tiles of the columns; sums never reach across the diagonal, where M is zero.
  func solve(
    _ batch: Range<Int>, of right: Matrix<Double>, into result: TileBuffer<Double>,
    at firstRow: Int, on cores: Cores
  ) {
    let half = TileBuffer<Double>(uninitialized: batch.count * size)
    let (source, matrix) = (right.buffer, inverse.buffer)
    cores.forEach(blocks.count) { [blocks, size] index in
      let columns = blocks[blocks.count - 1 - index]
      Double.gemm(
        transposeA: false, transposeB: true, batch.count, columns.count, columns.upperBound,
        alpha: 1, source.start + batch.lowerBound * size, size,
        matrix.start + columns.lowerBound * size, size, beta: 0,
        half.start + columns.lowerBound, size)
    }
    cores.forEach(blocks.count) { [blocks, size] index in
      let columns = blocks[index]
      let first = columns.lowerBound
      Double.gemm(
        transposeA: false, transposeB: false, batch.count, columns.count, size - first, alpha: 1,
        half.start + first, size, matrix.start + first * size + first, size, beta: 0,
        result.start + firstRow * size + first, size)
    }
  }

  /// The chosen columns of M, as rows.
  private func columns(_ chosen: [Int], on cores: Cores) -> Matrix<Double> {
    Matrix(rows: chosen.count, columns: size, inBlocksOf: 16, on: cores) { block, elements in
      for (offset, position) in block.enumerated() {
        let column = chosen[position]
        precondition(column >= 0 && column < size, "row \(column) of \(size)")
        for row in 0..<size {
          elements[offset * size + row] =
            row < column ? 0 : inverse.buffer.start[row * size + column]
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
    let (source, matrix) = (left.buffer, inverse.buffer)
    let tall = Blocks(of: chosen.count, size: Self.rowsAtOnce)
    cores.forEach(tall.count * blocks.count) { [blocks, size] index in
      let (rows, columns) = (tall[index / blocks.count], blocks[index % blocks.count])
      let first = columns.lowerBound
      Double.gemm(
        transposeA: false, transposeB: false, rows.count, columns.count, size - first, alpha: 1,
        source.start + rows.lowerBound * size + first, size, matrix.start + first * size + first,
        size, beta: 0, result.start + rows.lowerBound * size + first, size)
    }
    return Matrix(rows: chosen.count, columns: size, buffer: result)
  }
}
