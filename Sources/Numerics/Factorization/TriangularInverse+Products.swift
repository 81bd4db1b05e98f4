internal import COpenBLAS

extension TriangularInverse {
  /// The diagonal of A⁻¹: the squared norms of the columns of M, summed from the top.
  public func inverseDiagonal(on cores: Cores) -> [Double] {
    let columns = Blocks(of: size, size: 64)
    let sums = cores.map(columns.count) { index in
      let block = columns[index]
      var sums = [Double](repeating: 0, count: block.count)
      for row in block.lowerBound..<size {
        let elements = inverse.buffer.start + row * size
        for column in block where column <= row {
          sums[column - block.lowerBound] += elements[column] * elements[column]
        }
      }
      return sums
    }
    return sums?.flatMap { $0 } ?? Array(repeating: .nan, count: size)
  }

  /// B ← B·A⁻¹ in place, for `count` rows of length n, on the calling thread.
  func multiply(_ rows: UnsafeMutablePointer<Double>, count: Int) {
    for transpose in [true, false] {
      malleus_dtrmm(
        true, transpose, CInt(count), CInt(size), 1, inverse.buffer.start, CInt(size), rows,
        CInt(size))
    }
  }

  /// B·A⁻¹, for rows B of length n.
  public func solve(rows right: consuming Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    precondition(right.columns == size, "rows of \(right.columns) for a matrix of \(size)")
    var solution = right.take()
    solution.forEachBlock(of: 64, on: cores) { block, elements in
      if let start = elements.baseAddress { multiply(start, count: block.count) }
    }
    return solution
  }

  /// The part of A⁻¹ at the given rows and columns, |S|×|S|, from those columns of M.
  public func inverse(at chosen: [Int], on cores: Cores) -> Matrix<Double> {
    let columns = Matrix<Double>(rows: chosen.count, columns: size, inBlocksOf: 16, on: cores) {
      block, elements in
      for (offset, position) in block.enumerated() {
        let column = chosen[position]
        for row in 0..<size {
          elements[offset * size + row] =
            row < column ? 0 : inverse.buffer.start[row * size + column]
        }
      }
    }
    return columns.gram(on: cores)
  }
}
