/// A training objective on the plane through some weights along two directions in W.
public struct LossSurface: Sendable {
  /// Where along either direction the objective was taken, in units of the direction.
  public let places: [Double]
  /// One line per place along the second direction, one column per place along the first.
  public let values: Matrix<Double>

  /// Two independent Gaussian directions, each row scaled to the norm of that row of W (after Li, Xu,
  /// Taylor, Studer and Goldstein, 2018, whose filters are the rows here).
  public static func directions(
    for weights: Matrix<Double>, seed: UInt64, on cores: Cores
  ) -> (first: Matrix<Double>, second: Matrix<Double>) {
    func direction(_ purpose: String) -> Matrix<Double> {
      var made: Matrix<Double> = CounterRandom(seed: seed, purpose: purpose)
        .normals(rows: weights.rows, columns: weights.columns, on: cores)
      for row in 0..<weights.rows {
        let length = weights.withUnsafeRow(row) { $0.euclideanNorm }
        made.withUnsafeMutableRow(row) { made in
          let own = made.euclideanNorm
          for column in made.indices { made[column] *= own > 0 ? length / own : 0 }
        }
      }
      return made
    }
    return (direction("LossLandscape/first"), direction("LossLandscape/second"))
  }

  /// `count` places from −range to range, the middle one exactly 0 when their number is odd.
  public static func places(_ count: Int, range: Double) -> [Double] {
    (0..<count).map { count > 1 ? range * Double(2 * $0 - count + 1) / Double(count - 1) : 0 }
  }

  /// The objective at W + αD₁ + βD₂ for all places α and β.
  ///
  /// Pre-activations are linear in W, so three products with the rows serve for all places:
  /// X·Wᵀ, X·D₁ᵀ and X·D₂ᵀ.
  ///
  /// - Parameters:
  ///   - report: receives how many blocks of rows there are once one more of them is done.
  public init(
    of objective: TrainingObjective, around center: Matrix<Double>,
    along directions: (first: Matrix<Double>, second: Matrix<Double>), at places: [Double],
    on cores: Cores, report: @escaping @Sendable (_ of: Int) -> Void = { _ in }
  ) throws(NumericsError) {
    let plane = Plane(
      objective: objective, axes: [center, directions.first, directions.second], places: places)
    let blocks = Blocks(of: objective.data.rows.rows, size: 64)
    let sums = cores.map(blocks.count) { index in
      let sums = plane.losses(blocks[index], until: cores)
      report(blocks.count)
      return sums
    }
    guard let sums else { throw .cancelled }
    try cores.checkCancellation()
    var total = [Double](repeating: 0, count: places.count * places.count)
    for block in sums { for index in total.indices { total[index] += block[index] } }
    let penalty = plane.penalty()
    for index in total.indices {
      let (second, first) = index.quotientAndRemainder(dividingBy: places.count)
      total[index] =
        total[index] * objective.weight + penalty(places[first], places[second])
    }
    self.places = places
    values = Matrix(rows: places.count, columns: places.count, total)
  }
}

/// The plane, for blocks of rows on one thread each.
private struct Plane: Sendable {
  let objective: TrainingObjective
  /// W, D₁ and D₂.
  let axes: [Matrix<Double>]
  let places: [Double]

  /// The sums of some rows' losses at all places.
  func losses(_ block: Range<Int>, until cores: Cores) -> [Double] {
    let rows = objective.rows(block)
    let shares = axes.map {
      Matrix.product(rows, transposed: false, $0, transposed: true, on: .one)
    }
    var sums: [Double] = []
    sums.reserveCapacity(places.count * places.count)
    switch objective.model {
    case .network:
      for second in places where !cores.isCancelled() {
        var base = shares[0]
        base.add(shares[2], times: second)
        for first in places {
          let active = base.rectified(adding: shares[1], times: first)
          sums.append(loss(.product(active, objective.output, times: scale, on: .one), block))
        }
      }
    case .linearized:
      let gating = Matrix.product(
        rows, transposed: false, objective.initial, transposed: true, on: .one)
      let outputs = shares.map { share in
        var open = share
        open.closeGates(of: gating)
        return Matrix.product(open, objective.output, times: scale, on: .one)
      }
      for second in places where !cores.isCancelled() {
        for first in places {
          var sum = outputs[0]
          sum.add(outputs[1], times: first)
          sum.add(outputs[2], times: second)
          sums.append(loss(sum, block))
        }
      }
    }
    let missing = places.count * places.count - sums.count
    return sums + [Double](repeating: 0, count: missing)
  }

  private var scale: Double { objective.scale }

  private func loss(_ outputs: consuming Matrix<Double>, _ block: Range<Int>) -> Double {
    objective.differentiate(&outputs, block)
  }

  /// (ridge/2)‖W − W₀ + αD₁ + βD₂‖², from its six inner products.
  func penalty() -> @Sendable (Double, Double) -> Double {
    var moved = axes[0]
    moved.add(objective.initial, times: -1)
    let (first, second) = (axes[1], axes[2])
    let squares = (moved.squaredNorm, first.squaredNorm, second.squaredNorm)
    let mixed = (moved.inner(first), moved.inner(second), first.inner(second))
    let half = objective.ridge / 2
    return { a, b in
      half
        * (squares.0 + a * a * squares.1 + b * b * squares.2
          + 2 * (a * mixed.0 + b * mixed.1 + a * b * mixed.2))
    }
  }
}

extension Matrix<Double> {
  /// relu(self + factor·other).
  fileprivate func rectified(adding other: Matrix<Double>, times factor: Double) -> Matrix<Double> {
    Matrix(rows: rows, columns: columns, inBlocksOf: Swift.max(1, rows), on: .one) { _, target in
      withUnsafeBufferPointer { own in
        other.withUnsafeBufferPointer { other in
          for index in target.indices {
            let value = own[index] + factor * other[index]
            target[index] = value > 0 ? value : 0
          }
        }
      }
    }
  }
}
