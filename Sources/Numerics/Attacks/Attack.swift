/// A change of every row within an ε-cube that raises the loss of its true label.
///
/// sign(0) = 0 in all of them, so a column without gradient stays where it is.
public struct Attack: Sendable {
  /// How rows are moved.
  public enum Method: Sendable, Equatable {
    /// One step: x + ε·sign(g) (Goodfellow, Shlens and Szegedy, 2015).
    case fgsm
    /// Steps x + step·sign(g), each clipped to the cube and the box (Madry et al., 2018).
    case pgd(step: Double, steps: Int, isRandomStart: Bool)
    /// As PGD, along m ← decay·m + g/mean|g| (Dong et al., 2018); a zero gradient adds nothing.
    case mim(step: Double, steps: Int, decay: Double)
    /// x ± ε with random signs: a control of the same size.
    case randomSign
  }

  public var method: Method
  /// Half the side of the cube, in units of the space.
  public var epsilon: Double
  /// What random starts and signs depend on, besides the row's id.
  public var seed: UInt64
  /// In what gradients are carried from step to step; places are in double precision.
  public var precision: RealPrecision

  /// An attack.
  public init(
    _ method: Method, epsilon: Double, seed: UInt64 = 0, precision: RealPrecision = .double
  ) {
    self.method = method
    self.epsilon = epsilon
    self.seed = seed
    self.precision = precision
  }

  /// How many rows one thread moves together: many, as they share what is read of large matrices, but
  /// not so many that few rows leave threads without work, or the sums of all of them the second cache.
  private func blockHeight(_ rows: Int) -> Int {
    rows < 1000 || precision == .single ? 64 : 128
  }

  /// For some rows, given by their numbers, what gives the gradients of their losses, each of its
  /// own, at the places to which the attack moves them one after the other.
  public typealias Gradient = @Sendable (Range<Int>) -> (Matrix<Double>) -> Matrix<Double>

  /// How many gradients are taken.
  public var steps: Int {
    switch method {
    case .fgsm: 1
    case .pgd(_, let steps, _), .mim(_, let steps, _): steps
    case .randomSign: 0
    }
  }

  /// The attacked rows.
  ///
  /// - Parameters:
  ///   - rows: the clean rows, n×d.
  ///   - ids: one per row; random draws belong to the id, not to the place of the row.
  ///   - report: receives how many blocks of rows there are once one more of them is done.
  public func moved(
    _ rows: Matrix<Double>, ids: [Int64], in space: AttackSpace, on cores: Cores,
    report: @escaping @Sendable (_ of: Int) -> Void = { _ in }, gradient: @escaping Gradient
  ) throws(NumericsError) -> Matrix<Double> {
    precondition(ids.count == rows.rows, "one id a row")
    precondition(space.units.count == rows.columns, "one unit a column")
    let height = blockHeight(rows.rows)
    let blocks = Blocks(of: rows.rows, size: height).count
    let attacked = Matrix(
      rows: rows.rows, columns: rows.columns, inBlocksOf: height, on: cores
    ) { range, target in
      let clean = rows.gathered(rows: Array(range))
      var path = AttackPath(self, from: clean, ids: ids[range], in: space)
      path.run(until: cores.isCancelled, gradient: gradient(range))
      path.rows.withUnsafeBufferPointer { _ = target.initialize(fromContentsOf: $0) }
      report(blocks)
    }
    try cores.checkCancellation()
    return attacked
  }

  /// The same along a network after a linear map, whose gradients are carried from step to step.
  ///
  /// - Parameters:
  ///   - labels: one per row.
  ///   - otherwise: the same gradients by another way, for rows whose length is lost in rounding.
  public func moved(
    _ rows: Matrix<Double>, ids: [Int64], in space: AttackSpace, along map: ComposedMap,
    to network: TwoLayerNetwork, raising loss: OutputLoss, labels: [Int32], on cores: Cores,
    report: @escaping @Sendable (_ of: Int) -> Void = { _ in }, otherwise: @escaping Gradient
  ) throws(NumericsError) -> Matrix<Double> {
    switch precision {
    case .single:
      try moved(
        rows, ids: ids, in: space, along: ComposedNetwork<Float>(map, network: network, on: cores),
        raising: loss, labels: labels, on: cores, report: report, otherwise: otherwise)
    case .double:
      try moved(
        rows, ids: ids, in: space, along: ComposedNetwork<Double>(map, network: network, on: cores),
        raising: loss, labels: labels, on: cores, report: report, otherwise: otherwise)
    }
  }

  private func moved<Scalar: TrailScalar>(
    _ rows: Matrix<Double>, ids: [Int64], in space: AttackSpace,
    along network: ComposedNetwork<Scalar>, raising loss: OutputLoss, labels: [Int32],
    on cores: Cores, report: @escaping @Sendable (_ of: Int) -> Void,
    otherwise: @escaping Gradient
  ) throws(NumericsError) -> Matrix<Double> {
    precondition(labels.count == rows.rows, "one label a row")
    return try moved(rows, ids: ids, in: space, on: cores, report: report) { range in
      var trail = GradientTrail(network, loss: loss, labels: labels[range], steps: steps)
      let otherwise = otherwise(range)
      return { trail.gradient(at: $0) ?? otherwise($0) }
    }
  }
}
