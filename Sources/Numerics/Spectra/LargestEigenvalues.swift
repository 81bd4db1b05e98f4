/// The largest eigenvalues of a symmetric operator that is known by its products with vectors.
///
/// By the Lanczos process with full reorthogonalisation (Golub and Van Loan, 10.1) from a fixed start.
/// An eigenvalue that is repeated exactly is found once.
public struct LargestEigenvalues: Sendable, Equatable {
  /// In rising order; fewer than asked for only where the operator has no more.
  public let values: [Double]
  /// For each value θ with its unit vector v, ‖Av − θv‖: an eigenvalue is at most that far away.
  public let residuals: [Double]
  /// How many products were taken.
  public let steps: Int

  /// The most vectors that are held.
  public static func limit(of size: Int) -> Int { min(size, 80) }

  /// - Parameters:
  ///   - count: how many eigenvalues.
  ///   - size: the length of the vectors.
  ///   - tolerance: the residual, relative to the largest value, at which a value counts as found;
  ///     after `limit(of:)` steps the values are returned as they are, with their residuals.
  ///   - product: A·x for a matrix of one row.
  public init(
    _ count: Int, of size: Int, tolerance: Double = 1e-8, on cores: Cores,
    product: (Matrix<Double>) throws(NumericsError) -> Matrix<Double>
  ) throws(NumericsError) {
    precondition(count > 0 && size > 0, "\(count) eigenvalues of an operator of size \(size)")
    var basis = KrylovBasis(size: size, capacity: Self.limit(of: size), on: cores)
    var (diagonal, offDiagonal): ([Double], [Double]) = ([], [])
    let random = CounterRandom(seed: 0, purpose: "Numerics/largest eigenvalues")
    basis.append(random.substream(0).normals(rows: 1, columns: size, on: cores))
    while true {
      var next = try product(basis.last)
      try cores.checkCancellation()
      let along = basis.orthogonalize(&next)
      diagonal.append(along)
      let length = next.frobeniusNorm
      guard length.isFinite, along.isFinite else { throw .noEigenvalues(size: size) }
      let ritz = try Ritz(diagonal, offDiagonal, length: length, count: count)
      // Beyond rounding nothing is left when the vectors so far span an invariant space.
      let isInvariant = length <= 1e-13 * ritz.scale
      let isFound = ritz.values.count == min(count, size) && ritz.isFound(tolerance)
      if isFound || basis.isFull || isInvariant && ritz.values.count >= count {
        (values, residuals, steps) = (ritz.values, ritz.residuals, diagonal.count)
        return
      }
      if isInvariant {
        next = random.substream(diagonal.count).normals(rows: 1, columns: size, on: cores)
        _ = basis.orthogonalize(&next)
      }
      offDiagonal.append(isInvariant ? 0 : length)
      basis.append(next)
    }
  }
}

/// The largest eigenvalues of the tridiagonal matrix of the process so far.
private struct Ritz {
  var values: [Double] = []
  var residuals: [Double] = []
  /// The largest size of any.
  var scale = 0.0

  init(
    _ diagonal: [Double], _ offDiagonal: [Double], length: Double, count: Int
  ) throws(NumericsError) {
    let size = diagonal.count
    var tridiagonal = Matrix<Double>(rows: size, columns: size)
    for (index, value) in diagonal.enumerated() { tridiagonal[index, index] = value }
    for (index, value) in offDiagonal.enumerated() { tridiagonal[index + 1, index] = value }
    let eigen = try SymmetricEigen(tridiagonal)
    for index in (0..<min(count, size)).reversed() {
      values.append(eigen.values[index])
      residuals.append(length * abs(eigen.vectors[index, size - 1]))
    }
    scale = max(abs(eigen.values[0]), abs(eigen.values[size - 1]))
  }

  func isFound(_ tolerance: Double) -> Bool { residuals.allSatisfy { $0 <= tolerance * scale } }
}

/// Orthonormal vectors, one after another; sums over a vector run in fixed blocks.
private struct KrylovBasis {
  private let size: Int
  private let capacity: Int
  private let cores: Cores
  private let vectors: TileBuffer<Double>
  private var count = 0

  private static let block = 8192

  init(size: Int, capacity: Int, on cores: Cores) {
    (self.size, self.capacity, self.cores) = (size, capacity, cores)
    BLAS.require()
    vectors = TileBuffer(uninitialized: size * capacity)
  }

  var isFull: Bool { count == capacity }

  /// The last vector, as a matrix of one row.
  var last: Matrix<Double> {
    Matrix(rows: 1, columns: size, inBlocksOf: 1, on: .one) { _, target in
      target.baseAddress?.initialize(from: vectors.start + (count - 1) * size, count: size)
    }
  }

  /// Adds a vector, scaled to unit length.
  mutating func append(_ vector: Matrix<Double>) {
    let length = vector.frobeniusNorm
    vector.withUnsafeBufferPointer { vector in
      for index in 0..<size {
        (vectors.start + count * size + index).initialize(
          to: length > 0 ? vector[index] / length : 0)
      }
    }
    count += 1
  }

  /// Subtracts from a vector its part along all vectors so far, twice, and returns how much of it lay
  /// along the last of them.
  func orthogonalize(_ vector: inout Matrix<Double>) -> Double {
    var along = 0.0
    for _ in 0..<2 {
      let shares = shares(of: vector)
      along += shares[count - 1]
      vector.subtract(shares, of: vectors, blocks: blocks, size: size, on: cores)
    }
    return along
  }

  private var blocks: Blocks { Blocks(of: size, size: Self.block) }

  private func shares(of vector: Matrix<Double>) -> [Double] {
    let (blocks, count, size, vectors) = (blocks, count, size, vectors)
    let parts = Matrix<Double>(rows: blocks.count, columns: count, inBlocksOf: 1, on: cores) {
      rows, target in
      let block = blocks[rows.lowerBound]
      guard let start = target.baseAddress else { return }
      target.initialize(repeating: 0)
      Double.gemv(
        transpose: false, count, block.count, alpha: 1, vectors.start + block.lowerBound, size,
        vector.buffer.start + block.lowerBound, 1, beta: 0, start, 1)
    }
    return (0..<count).map { vector in
      (0..<blocks.count).reduce(0) { $0 + parts[$1, vector] }
    }
  }
}

extension Matrix<Double> {
  fileprivate mutating func subtract(
    _ shares: [Double], of vectors: TileBuffer<Double>, blocks: Blocks, size: Int, on cores: Cores
  ) {
    makeUnique()
    let target = buffer
    cores.forEach(blocks.count) { index in
      let block = blocks[index]
      Double.gemv(
        transpose: true, shares.count, block.count, alpha: -1, vectors.start + block.lowerBound,
        size, shares, 1, beta: 1, target.start + block.lowerBound, 1)
    }
  }
}
