/// Rows with the hidden units that are active at each: all that the empirical tangent kernel is made of.
///
/// For n rows of d columns and m units this takes 8·n·d + n·m/8 bytes where the kernel takes 8·n²; any part of the kernel is
/// computed from it when it is needed.
public struct GatedRows: Sendable {
  /// The rows, n×d.
  public let rows: Matrix<Double>
  /// The active units, n×m.
  public let patterns: BitMatrix

  /// Rows with their patterns.
  public init(rows: Matrix<Double>, patterns: BitMatrix) {
    precondition(rows.rows == patterns.rows, "\(patterns.rows) patterns for \(rows.rows) rows")
    self.rows = rows
    self.patterns = patterns
  }

  /// The rows with the units whose weights, m×d, have a positive product with each; `mapped` says how the rows came about,
  /// where that is known.
  public init(
    rows: Matrix<Double>, weights: Matrix<Double>, mapped: MappedRows? = nil, on cores: Cores
  ) {
    self.init(
      rows: rows,
      patterns: BitMatrix(activationsOf: rows, weights: weights, mapped: mapped, on: cores))
  }

  /// Writes (1/m)·(common units)·⟨x_i, y_j⟩ for some rows here and some rows there.
  func fill(
    _ here: Range<Int>, against other: GatedRows, _ there: Range<Int>,
    into start: UnsafeMutablePointer<Double>, step: Int
  ) {
    let depth = rows.columns
    Double.gemm(
      transposeA: false, transposeB: true, here.count, there.count, depth, alpha: 1,
      rows.buffer.start + here.lowerBound * depth, max(1, depth),
      other.rows.buffer.start + there.lowerBound * depth, max(1, depth), beta: 0, start, step)
    EmpiricalKernel.scale(start, step, patterns, here, other.patterns, there)
  }
}

/// The kernel among the rows.
extension GatedRows: SymmetricTiles {
  public var size: Int { rows.rows }

  public func fill(
    rows: Range<Int>, columns: Range<Int>, into start: UnsafeMutablePointer<Double>, step: Int
  ) {
    fill(rows, against: self, columns, into: start, step: step)
  }

  /// K_ii = (active units)/m·‖x_i‖²; n.
  public var diagonal: [Double] {
    (0..<size).map { row in
      let squares = rows.withUnsafeRow(row) { $0.squaredNorm }
      return squares * Double(patterns.activeCount(row)) / Double(patterns.columns)
    }
  }

  public var trace: Double { diagonal.reduce(0, +) }
}

/// The kernel between queries and training rows, computed when it is asked for.
public struct GatedQueries: KernelQueries {
  /// The queries, t×d.
  public let queries: GatedRows
  /// The training rows, n×d.
  public let train: GatedRows

  /// Queries against training rows of the same width.
  public init(_ queries: GatedRows, against train: GatedRows) {
    precondition(
      queries.rows.columns == train.rows.columns
        && queries.patterns.columns == train.patterns.columns, "queries of another network")
    self.queries = queries
    self.train = train
  }

  public var count: Int { queries.size }
  public var size: Int { train.size }

  public func block(_ rows: Range<Int>, on cores: Cores) -> Matrix<Double> {
    let buffer = TileBuffer<Double>(uninitialized: rows.count * size)
    let columns = Blocks(of: size, size: 512)
    cores.forEach(columns.count) { [size] index in
      queries.fill(
        rows, against: train, columns[index], into: buffer.start + columns[index].lowerBound,
        step: size)
    }
    return Matrix(rows: rows.count, columns: size, buffer: buffer)
  }
}
