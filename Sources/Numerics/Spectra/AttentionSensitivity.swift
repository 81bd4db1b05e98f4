/// How the Gram-induced kernel K(u, v) = uᵀ(XᵀX)²v changes as one row is moved.
public struct AttentionSensitivity: Sendable {
  private let rows: Matrix<Double>
  /// XᵀX, d×d.
  private let operation: Matrix<Double>

  /// The kernel of attention to `rows`, n×d.
  public init(_ rows: Matrix<Double>, on cores: Cores) {
    self.rows = rows
    operation = rows.crossproduct(on: cores)
  }

  /// (XᵀX)²x_j, the gradient of K(·, x_j).
  public func gradient(_ j: Int) -> [Double] {
    operation.applied(to: operation.applied(to: rows.row(j)))
  }

  /// K(x_i + δ, x_j) − K(x_i, x_j) with X as it was, from the attended rows.
  public func change(_ i: Int, by delta: [Double], against j: Int) -> Double {
    let target = operation.applied(to: rows.row(j))
    let moved = zip(rows.row(i), delta).map { $0 + $1 }
    return inner(operation.applied(to: moved), target)
      - inner(operation.applied(to: rows.row(i)), target)
  }

  /// The same with x_i moved in X too.
  ///
  /// X′ᵀX′ = XᵀX − x_ix_iᵀ + x′x′ᵀ with x′ = x_i + δ.
  public func changeMovingContext(_ i: Int, by delta: [Double], against j: Int) -> Double {
    let old = rows.row(i)
    let new = zip(old, delta).map { $0 + $1 }
    func attended(_ x: [Double]) -> [Double] {
      let (lost, gained) = (inner(old, x), inner(new, x))
      return zip(operation.applied(to: x), zip(old, new)).map {
        $0 - lost * $1.0 + gained * $1.1
      }
    }
    let other = i == j ? new : rows.row(j)
    return inner(attended(new), attended(other))
      - inner(operation.applied(to: old), operation.applied(to: rows.row(j)))
  }

  private func inner(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
