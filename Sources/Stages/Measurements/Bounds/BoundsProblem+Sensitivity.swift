internal import Numerics

extension BoundsProblem {
  /// Proposition 4.5, corrected: |K(x_i + δ, x_j) − K(x_i, x_j)| ≤ ‖(XᵀX)²x_j‖₂·‖δ‖₂ for the Gram-induced kernel with X fixed.
  ///
  /// The kernel is linear in its first row, so the bound is met along (XᵀX)²x_j. With the moved row also in the
  /// context the change is another, which the proposition does not bound. Of all pairs the one with the largest
  /// ratio is shown.
  func sensitivity(
    _ chosen: [Int], length: Double, _ random: CounterRandom, on cores: Cores
  ) -> [Bound] {
    let attention = AttentionSensitivity(rows, on: cores)
    let place = "Proposition 4.5, corrected"
    let name = "|ΔK_LinAttn| ≤ ‖(XᵀX)²x_j‖₂·ε at ε = \(length), "
    var (drawn, along, moving) = (Worst(), Worst(), Worst())
    for (step, i) in chosen.enumerated() {
      let j = chosen[(step + 1) % chosen.count]
      let gradient = attention.gradient(j)
      let bound = gradient.norm * length
      let source = random.substream(i)
      let delta = (0..<rows.columns).map { source.normal($0) }.scaled(toLength: length)
      drawn.take(bound, abs(attention.change(i, by: delta, against: j)))
      moving.take(bound, abs(attention.changeMovingContext(i, by: delta, against: j)))
      let steepest = gradient.scaled(toLength: length)
      along.take(bound, abs(attention.change(i, by: steepest, against: j)))
    }
    return [
      .atMost(place, name + "random δ", drawn.value, drawn.measured),
      .atMost(place, name + "δ along (XᵀX)²x_j", along.value, along.measured),
      .about(
        place, name + "random δ, x_i moved in the context too", moving.value,
        measured: moving.measured),
    ]
  }
}

/// The pair of a bound and a measurement with the largest ratio.
struct Worst {
  private(set) var value = 0.0
  private(set) var measured = 0.0

  private var isEmpty = true

  mutating func take(_ value: Double, _ measured: Double) {
    // Without division, as bounds may be zero; of two zero bounds the one that more is measured beside.
    let isWorse =
      value == 0 && self.value == 0
      ? measured > self.measured : measured * self.value > self.measured * value
    guard isEmpty || isWorse else { return }
    (self.value, self.measured, isEmpty) = (value, measured, false)
  }
}

extension [Double] {
  /// The same direction with another length; zero stays zero.
  func scaled(toLength length: Double) -> [Double] {
    let norm = self.norm
    return norm > 0 ? map { $0 * length / norm } : self
  }
}
