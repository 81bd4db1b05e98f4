public import Pipeline
internal import Numerics

/// Rows with a prescribed Gram spectrum, so that the condition number is a knob.
///
/// X = U·diag(√λ)·Vᵀ with random orthonormal U (n×r) and V (d×r), r = min(n, d), and Σλ = n, so
/// that rows have unit length on average. Feed it to `Normalize` with mean 0, std 1 and rows none
/// to keep the spectrum.
public struct SyntheticSpectrum: Stage {
  public static let summary = "Rows with a prescribed Gram spectrum and classes along it."
  public static let version = 1
  public static let source = "this project"
  public static let settings: [Setting<Self>] = [
    Setting("rows", \.rows, "how many rows", in: 2...100_000, unit: "rows"),
    Setting("columns", \.columns, "how many columns", in: 1...10_000),
    Setting(
      "kappa", \.kappa,
      "λ₁/λ_r, with eigenvalues in geometric progression; automatic: 100 without decay",
      in: 1...1e15
    ).resolved { stage, _ in if stage.decay == nil { stage.kappa = 100 } },
    Setting("decay", \.decay, "eigenvalues λ_i ∝ i^(−decay) instead", in: 0...20),
    Setting("classes", \.classes, "how many classes, of equal size", in: 2...1000),
    Setting(
      "alignment", \.alignment,
      "how far classes follow the leading direction: 1 entirely, 0 not at all", in: 0...1),
    Setting("seed", \.seed, "the seed", in: 0...),
  ]

  var rows = 500
  var columns = 50
  var kappa: Double?
  var decay: Double?
  var classes = 2
  var alignment = 1.0
  var seed = 1

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    if kappa != nil, decay != nil {
      return [SettingFault("stands beside kappa; give one of them", setting: "decay")]
    }
    if kappa == nil, decay == nil {
      return [SettingFault("is automatic, and so is decay; give one of them", setting: "kappa")]
    }
    if classes > rows {
      return [SettingFault("is greater than rows, \(rows)", setting: "classes")]
    }
    return []
  }

  public func memory(_ inputs: InputShapes) -> Int {
    let (short, long) = (min(rows, columns), max(rows, columns))
    return 64 << 20 + 8 * (8 * short * long + 8 * short * short)
  }

  /// The eigenvalues of X·Xᵀ, largest first.
  private var eigenvalues: [Double] {
    let count = min(rows, columns)
    let raw = (0..<count).map { index in
      if let decay { return power(Double(index + 1), -decay) }
      let share = count > 1 ? Double(index) / Double(count - 1) : 0
      return power(kappa ?? 1, -share)
    }
    let sum = raw.reduce(0, +)
    return raw.map { $0 * Double(rows) / sum }
  }

  public func shape(_ inputs: InputShapes) -> Shape? {
    ["rows": rows, "columns": columns, "classes": classes]
  }

  /// Both sides made orthonormal, twice.
  public func work(_ inputs: InputShapes) -> Work {
    let rank = min(rows, columns)
    func orthonormal(_ side: Int) -> Work {
      2
        * (.gram(rank, side) + .eigenvalues(rank, vectors: true) + .product(rank, rank, rank)
          + .product(side, rank, rank)) + .passes(30, over: 8 * side * rank)
    }
    return orthonormal(rows) + orthonormal(columns) + .product(rows, rank, columns)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Dataset {
    let cores = context.threads
    let rank = min(rows, columns)
    var left = try orthonormal(rows, rank, "left", on: cores)
    let right = try orthonormal(columns, rank, "right", on: cores)
    let labels = labels(along: left.column(0))
    let lengths = eigenvalues.map { $0.squareRoot() }
    for row in 0..<rows {
      left.withUnsafeMutableRow(row) { row in
        for column in row.indices { row[column] *= lengths[column] }
      }
    }
    let matrix = Matrix.product(left, transposed: false, right, transposed: true, on: cores)
    try context.checkCancellation()
    let elements = matrix.elements
    return Dataset(
      inputs: matrix, labels: labels, ids: (0..<rows).map { Int64($0) },
      about: DatasetInfo(
        classes: (0..<classes).map(String.init), low: elements.min() ?? 0,
        high: elements.max() ?? 1, source: "\(rows) rows of prescribed spectrum, seed \(seed)."))
  }

  /// Random orthonormal columns: the orthogonal polar factor Z(ZᵀZ)^(−½) of a Gaussian matrix,
  /// taken twice, as the first one loses digits where Z is ill-conditioned.
  private func orthonormal(
    _ rows: Int, _ columns: Int, _ side: String, on cores: Cores
  ) throws(StageError) -> Matrix<Double> {
    var matrix: Matrix<Double> = random(side).normals(rows: rows, columns: columns, on: cores)
    do throws(NumericsError) {
      for _ in 0..<2 {
        let gram = matrix.crossproduct(on: cores)
        try cores.checkCancellation()
        let eigen = try SymmetricEigen(gram)
        var scaled = eigen.vectors
        for (index, value) in eigen.values.enumerated() {
          scaled.withUnsafeMutableRow(index) { row in
            for column in row.indices { row[column] /= value.squareRoot() }
          }
        }
        let root = Matrix.product(eigen.vectors, transposed: true, scaled, on: cores)
        matrix = .product(matrix, root, on: cores)
      }
    } catch {
      throw StageError(error)
    }
    return matrix
  }

  /// Classes of equal size by the order of alignment·(leading coordinate) + (1 − alignment)·noise.
  private func labels(along leading: [Double]) -> [Int32] {
    let noise = random("noise")
    let scale = Double(rows).squareRoot()
    let scores = leading.enumerated().map { row, value in
      alignment * scale * value + (1 - alignment) * noise.normal(row)
    }
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    var labels = [Int32](repeating: 0, count: rows)
    for (place, row) in order.enumerated() { labels[row] = Int32(place * classes / rows) }
    return labels
  }

  private func random(_ purpose: String) -> CounterRandom {
    CounterRandom(
      seed: UInt64(bitPattern: Int64(seed)), purpose: "SyntheticSpectrum/" + purpose)
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(settings: [NamedSetting("rows", "12"), NamedSetting("columns", "4")])
  }
}
