/// A block of rows on its way from where it was to where an attack moves it.
struct AttackPath {
  private let attack: Attack
  private let clean: Matrix<Double>
  private let space: AttackSpace
  private let random: [CounterRandom]
  private(set) var rows: Matrix<Double>

  init(_ attack: Attack, from clean: Matrix<Double>, ids: ArraySlice<Int64>, in space: AttackSpace)
  {
    self.attack = attack
    self.clean = clean
    self.space = space
    rows = clean
    let purpose = attack.method == .randomSign ? "Perturb/sign" : "Perturb/start"
    let stream = CounterRandom(seed: attack.seed, purpose: purpose)
    random = ids.map { stream.substream(Int($0)) }
  }

  mutating func run(
    until isCancelled: () -> Bool, gradient: (Matrix<Double>) -> Matrix<Double>
  ) {
    switch attack.method {
    case .fgsm:
      step(along: gradient(rows), length: attack.epsilon)
    case .pgd(let length, let steps, let isRandomStart):
      if isRandomStart { startAnywhere() }
      for _ in 0..<steps where !isCancelled() { step(along: gradient(rows), length: length) }
    case .mim(let length, let steps, let decay):
      var momentum = Matrix<Double>(rows: rows.rows, columns: rows.columns)
      for _ in 0..<steps where !isCancelled() {
        add(gradient(rows), to: &momentum, decay: decay)
        step(along: momentum, length: length)
      }
    case .randomSign:
      displace { random, columns in (0..<columns).map { Double(random.sign($0)) } }
    }
  }

  /// x ← x + length·sign(direction), then into the cube and the box.
  private mutating func step(along direction: Matrix<Double>, length: Double) {
    moveAll(direction) { slope, unit, now, _ in
      let stride = length * unit
      return now + (slope > 0 ? stride : (slope < 0 ? -stride : 0))
    }
  }

  /// A uniform place in the cube, then into the box.
  private mutating func startAnywhere() {
    displace { random, columns in random.uniforms(columns).map { 2 * $0 - 1 } }
  }

  /// Moves each row by what `amounts` makes of its random numbers, in shares of ε.
  private mutating func displace(_ amounts: (CounterRandom, _ columns: Int) -> [Double]) {
    let epsilon = attack.epsilon
    let shares = Matrix(
      rows: rows.rows, columns: rows.columns, random.flatMap { amounts($0, rows.columns) })
    moveAll(shares) { share, unit, _, clean in clean + epsilon * unit * share }
  }

  /// Moves every element to where `place` says, given what is known of it, its unit, where it is and where it was,
  /// as far as the cube and the box allow.
  ///
  /// Nothing here can trap, so that several elements move with one instruction.
  @inline(__always)
  private mutating func moveAll(
    _ known: Matrix<Double>,
    _ place: (_ known: Double, _ unit: Double, _ now: Double, _ clean: Double) -> Double
  ) {
    let epsilon = attack.epsilon
    let (low, high) = (space.box?.lowerBound ?? -.infinity, space.box?.upperBound ?? .infinity)
    for row in 0..<rows.rows {
      space.units.withUnsafeBufferPointer { units in
        clean.withUnsafeRow(row) { clean in
          known.withUnsafeRow(row) { known in
            rows.withUnsafeMutableRow(row) { now in
              for column in now.indices {
                let (unit, center) = (units[column], clean[column])
                let reach = epsilon * unit
                let moved = place(known[column], unit, now[column], center)
                now[column] = min(max(min(max(moved, center - reach), center + reach), low), high)
              }
            }
          }
        }
      }
    }
  }

  /// m ← decay·m + g/mean|g|, with g in units of the space.
  private func add(_ gradient: Matrix<Double>, to momentum: inout Matrix<Double>, decay: Double) {
    for index in 0..<gradient.rows {
      gradient.withUnsafeRow(index) { gradient in
        var mean = 0.0
        for column in gradient.indices { mean += abs(gradient[column] * space.units[column]) }
        mean /= Double(gradient.count)
        momentum.withUnsafeMutableRow(index) { momentum in
          for column in momentum.indices {
            let share = mean > 0 ? gradient[column] * space.units[column] / mean : 0
            momentum[column] = decay * momentum[column] + share
          }
        }
      }
    }
  }
}
