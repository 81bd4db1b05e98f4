internal import Numerics
internal import Pipeline

extension BoundsProblem {
  /// Definition C.10 and Theorem C.9, with L_K estimated by the largest change of the kernel column per unit of perturbation.
  ///
  /// An estimate from below: rows drawn at random are moved in random directions and towards other rows. The gates of a
  /// finite network jump, so that L_K of an empirical kernel depends on the length of the step.
  func lipschitz(
    _ chosen: [Int], directions: Int, steps: [Double], refits: Int, _ random: CounterRandom,
    on cores: Cores
  ) throws(StageError) -> [Bound] {
    guard let family else { return [] }
    let moved = MovedRows(
      rows: chosen, of: self.rows, directions: directions, steps: steps, random)
    let rows = map.apply(moved.rows, on: cores)
    var change = family.between(rows, features, on: cores)
    let still = family.between(features.gathered(rows: chosen), features, on: cores)
    for (index, step) in moved.steps.enumerated() {
      change.subtract(still, row: step.place, from: index)
    }
    let norms = (0..<change.rows).map { change.row($0).norm }
    let rates = zip(norms, moved.steps).map { $0 / $1.length }
    let estimate = rates.max() ?? 0
    let coefficients = try computing { () throws(NumericsError) in
      try Cholesky(matrix, ridge: ridge, on: cores).solve(columns: targets, on: cores)
    }
    var bounds = constants(estimate)
    for length in steps.uniqued {
      let largest = zip(rates, moved.steps).filter { $0.1.length == length }.map(\.0).max()
      bounds.append(
        .about("Definition C.10", "largest ‖Δk‖₂ per unit at ‖δ‖₂ = \(length)", measured: largest))
    }
    let answers = Matrix.product(change, coefficients, on: cores)
    var prediction = Worst()
    for (index, step) in moved.steps.enumerated() {
      prediction.take(
        step.length * estimate * targets.frobeniusNorm / ridge, answers.row(index).norm)
    }
    bounds.append(
      .atMost(
        "Theorem C.9", "|f(x + δ) − f(x)| ≤ ε·L_K·‖Y‖_F/λ with the L_K measured",
        prediction.value, prediction.measured))
    var influence = Worst()
    for place in chosen.indices.prefix(refits) {
      guard let index = moved.steps.lastIndex(where: { $0.place == place }) else { continue }
      let again = try refitted(
        chosen[place], to: rows.gathered(rows: [index]), family, on: cores)
      let largest = zip(again.elements, coefficients.elements).reduce(0) {
        max($0, abs($1.0 - $1.1))
      }
      influence.take(
        2 * moved.steps[index].length * estimate * targets.frobeniusNorm / (ridge * ridge), largest)
    }
    bounds.append(
      .atMost(
        "Theorem C.9", "‖Δ(K + λI)⁻¹Y‖_∞ ≤ 2ε·L_K·‖Y‖_F/λ² on moving a training row",
        influence.value, influence.measured))
    return bounds
  }

  /// L_K and S = L_K‖y‖₂/λ² beside what is printed: n‖G‖₂ with attention, O(1) without.
  private func constants(_ estimate: Double) -> [Bound] {
    let scale = targets.frobeniusNorm / (ridge * ridge)
    let place = "Definition C.10"
    guard attends else {
      return [
        .about(place, "L_K, printed as O(1), constant 1", 1, measured: estimate),
        .about(place, "S = L_K‖Y‖_F/λ², printed as O(‖y‖₂/λ²)", scale, measured: estimate * scale),
      ]
    }
    let n = Double(rows.rows)
    let own = gramNorm * gramNorm * gramNorm.squareRoot()
    return [
      .unlessBroken(place, "L_K of this kernel ≤ n‖G‖₂, as printed", n * gramNorm, estimate),
      .atMost(
        place, "L_K of K_LinAttn, exactly λ₁(G)^(5/2) ≤ n‖G‖₂, as printed", n * gramNorm, own),
      .about(
        place, "S = L_K‖Y‖_F/λ², printed as O(n‖G‖₂‖y‖₂/λ²)", n * gramNorm * scale,
        measured: estimate * scale),
    ]
  }

  /// α of the regression in which training row i has moved.
  private func refitted(
    _ row: Int, to moved: Matrix<Double>, _ family: KernelFamily, on cores: Cores
  ) throws(StageError) -> Matrix<Double> {
    let column = family.between(moved, features, on: cores).row(0)
    var changed = matrix
    for other in column.indices {
      changed[row, other] = column[other]
      changed[other, row] = column[other]
    }
    changed[row, row] = family.train(moved, on: cores)[0, 0]
    let kernel = changed
    return try computing { () throws(NumericsError) in
      try Cholesky(kernel, ridge: ridge, on: cores).solve(columns: targets, on: cores)
    }
  }
}

/// Versions of some rows, each moved by a step of given length.
private struct MovedRows {
  /// One step: which of the chosen rows, and how far.
  struct Step {
    var place: Int
    var length: Double
  }

  let rows: Matrix<Double>
  let steps: [Step]

  /// Even directions are normal, odd ones lead towards the next chosen rows.
  init(
    rows chosen: [Int], of all: Matrix<Double>, directions: Int, steps lengths: [Double],
    _ random: CounterRandom
  ) {
    var moved: [[Double]] = []
    var steps: [Step] = []
    for (place, row) in chosen.enumerated() {
      let start = all.row(row)
      for direction in 0..<directions {
        let source = random.substream(row).substream(direction)
        let target = all.row(chosen[(place + 1 + direction / 2) % chosen.count])
        let towards = zip(target, start).map { $0 - $1 }
        let isTowards = direction % 2 == 1 && towards.norm > 0
        let heading = isTowards ? towards : start.indices.map { source.normal($0) }
        for length in lengths {
          let delta = heading.scaled(toLength: length)
          moved.append(zip(start, delta).map { $0 + $1 })
          steps.append(Step(place: place, length: length))
        }
      }
    }
    self.rows = Matrix(moved)
    self.steps = steps
  }
}

extension Matrix<Double> {
  /// Subtracts a row of another matrix from one of this.
  fileprivate mutating func subtract(_ other: Matrix<Double>, row source: Int, from target: Int) {
    other.withUnsafeRow(source) { values in
      withUnsafeMutableRow(target) { own in
        for column in own.indices { own[column] -= values[column] }
      }
    }
  }
}
