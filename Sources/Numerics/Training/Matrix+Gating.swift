extension Matrix<Double> {
  /// Sets to zero what is not positive in `gating`; relu′(0) = 0.
  package mutating func closeGates(of gating: Matrix<Double>) {
    gating.withUnsafeBufferPointer { gating in
      withUnsafeMutableBufferPointer { elements in
        for index in elements.indices where !(gating[index] > 0) { elements[index] = 0 }
      }
    }
  }

  /// ⟨A, B⟩ = Σ a_ij·b_ij, row by row and then over rows.
  func inner(_ other: Matrix<Double>) -> Double {
    (0..<rows).reduce(0) { sum, row in
      sum
        + withUnsafeRow(row) { a in
          other.withUnsafeRow(row) { b in a.indices.reduce(0) { $0 + a[$1] * b[$1] } }
        }
    }
  }
}
