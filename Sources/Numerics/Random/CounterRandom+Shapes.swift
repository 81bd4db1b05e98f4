extension CounterRandom {
  /// A matrix of independent normals with mean 0 and the given standard deviation.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func normals<Scalar: RealScalar>(
    rows: Int, columns: Int, deviation: Double = 1, of type: Scalar.Type = Scalar.self,
    on cores: Cores
  ) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns, inBlocksOf: max(1, 16384 / max(1, columns)), on: cores) {
      block, elements in
      fillNormals(elements, from: block.lowerBound * columns, scale: deviation)
    }
  }

  /// A matrix of independent signs, ±1.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func signs<Scalar: RealScalar>(
    rows: Int, columns: Int, of type: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    Matrix(rows: rows, columns: columns, (0..<rows * columns).map { Scalar(sign($0)) })
  }

  /// Every order of 0 ..< n equally likely (Fisher and Yates).
  public func permutation(_ n: Int) -> [Int] {
    var order = Array(0..<n)
    var source = sequence()
    for last in stride(from: n - 1, to: 0, by: -1) {
      order.swapAt(last, source.below(last + 1))
    }
    return order
  }

  /// `count` different numbers below n, in random order.
  public func sample(_ count: Int, from n: Int) -> [Int] {
    precondition(count >= 0 && count <= n, "\(count) different numbers below \(n)")
    return Array(permutation(n).prefix(count))
  }

  /// The same bits one after another, for draws that need a varying number of them.
  public func sequence() -> RandomSequence { RandomSequence(source: self) }
}

/// The 64-bit numbers of a stream, one after another.
public struct RandomSequence: RandomNumberGenerator, Sendable {
  private let source: CounterRandom
  private var position = 0

  init(source: CounterRandom) { self.source = source }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    defer { position += 1 }
    return source.bits(position)
  }

  /// Uniform below `bound`, without bias: draws that would favour small numbers are redrawn (Lemire, 2019).
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "no number is below \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }
}
