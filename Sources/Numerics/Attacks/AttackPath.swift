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
      displace { random, column in Double(random.sign(column)) }
    }
  }

  /// x ← x + length·sign(direction), then into the cube and the box.
  private mutating func step(along direction: Matrix<Double>, length: Double) {
    direction.withUnsafeBufferPointer { direction in
      let width = rows.columns
      moveAll { index, unit, now, _ in
        let slope = direction[index.row * width + index.column]
        return now + length * unit * (slope > 0 ? 1 : (slope < 0 ? -1 : 0))
      }
    }
  }

  /// A uniform place in the cube, then into the box.
  private mutating func startAnywhere() {
    displace { random, column in 2 * random.uniform(column) - 1 }
  }

  private mutating func displace(_ amount: (CounterRandom, Int) -> Double) {
    let (random, epsilon) = (random, attack.epsilon)
    moveAll { index, unit, _, clean in
      clean + epsilon * unit * amount(random[index.row], index.column)
    }
  }

  /// Moves every element to where `place` says, given its unit, where it is and where it was, as far
  /// as the cube and the box allow.
  private mutating func moveAll(
    _ place: ((row: Int, column: Int), _ unit: Double, _ now: Double, _ clean: Double) -> Double
  ) {
    let (space, epsilon, width) = (space, attack.epsilon, rows.columns)
    clean.withUnsafeBufferPointer { clean in
      rows.withUnsafeMutableBufferPointer { now in
        var index = 0
        for row in 0..<(width > 0 ? now.count / width : 0) {
          for column in 0..<width {
            let unit = space.units[column]
            let moved = place((row, column), unit, now[index], clean[index])
            now[index] = space.clip(moved, around: clean[index], reach: epsilon * unit)
            index += 1
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
