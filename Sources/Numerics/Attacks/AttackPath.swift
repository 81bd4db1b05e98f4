/// A block of rows on its way from where it was to where an attack moves it.
struct AttackPath {
  private let attack: Attack
  private let clean: Matrix<Double>
  private let space: AttackSpace
  private let random: [CounterRandom]
  private(set) var rows: Matrix<Double>

  init(_ attack: Attack, from clean: Matrix<Double>, ids: ArraySlice<Int64>, in space: AttackSpace) {
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
    for index in 0..<rows.rows {
      direction.withUnsafeRow(index) { direction in
        clean.withUnsafeRow(index) { clean in
          rows.withUnsafeMutableRow(index) { row in
            for column in row.indices {
              let sign = direction[column] > 0 ? 1.0 : (direction[column] < 0 ? -1 : 0)
              let moved = row[column] + length * space.units[column] * sign
              row[column] = clip(moved, around: clean[column], column)
            }
          }
        }
      }
    }
  }

  /// A uniform place in the part of the cube that lies in the box's reach.
  private mutating func startAnywhere() {
    displace { random, column in 2 * random.uniform(column) - 1 }
  }

  private mutating func displace(_ amount: (CounterRandom, Int) -> Double) {
    for index in 0..<rows.rows {
      clean.withUnsafeRow(index) { clean in
        rows.withUnsafeMutableRow(index) { row in
          for column in row.indices {
            let length = attack.epsilon * space.units[column]
            let moved = clean[column] + length * amount(random[index], column)
            row[column] = clip(moved, around: clean[column], column)
          }
        }
      }
    }
  }

  private func clip(_ value: Double, around center: Double, _ column: Int) -> Double {
    let reach = attack.epsilon * space.units[column]
    let near = min(max(value, center - reach), center + reach)
    guard let box = space.box else { return near }
    return min(max(near, box.lowerBound), box.upperBound)
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
