internal import Foundation
internal import Numerics
public import Pipeline

/// What linearized attention does to the spectrum: that of G = XXᵀ, of G³, and of D⁻¹G³D⁻¹, the Gram matrix of its rows at unit
/// length.
///
/// The eigenvalues of G³ are the cubes of those of G (Lemma B.10), which is also checked: the Gram matrix of the rows XXᵀX is
/// compared with G·G·G. Eigenvalues below λ₁·max(n, d)·2⁻⁵² are rounding, so a ratio is given up to the numerical rank of the
/// matrix it comes from.
public struct AttentionSpectrum: Stage {
  public static let summary = "Condition numbers of G, G³ and the unit-length attention rows."
  public static let version = 1
  public static let source = "Theorems 4.1 and 4.7; remark B.11"
  public static let data = Port<Features>("data", "the rows before attention")
  public static let inputs: [any InputPort] = [data]
  public static let settings = [
    Setting<Self>("at", \.ranks, "ranks k at which λ₁/λ_k is reported", in: 1...),
    Setting<Self>(
      "compared", \.compared, "rows, the first ones, on which Theorem 4.1 is checked as G·G·G",
      in: 1..., unit: "rows"),
  ]
  var ranks = [10, 50, 100, 200, 300, 500]
  var compared = 2048

  public init() {}

  public func memory(_ inputs: InputShapes) -> Int {
    let (n, d) = (inputs[Self.data, "rows"], inputs[Self.data, "columns"])
    let smaller = min(n, d)
    return 3 * inputs.bytes + 8
      * (4 * smaller * smaller + 2 * n * d + 3 * min(n, compared) * (d + 512))
      + 96 << 20
  }

  /// Two spectra, the rows after attention, and G·G·G of some of them.
  public func work(_ inputs: InputShapes) -> Work {
    let (n, d) = (inputs[Self.data, "rows"], inputs[Self.data, "columns"])
    let part = min(n, compared)
    func attending(_ n: Int) -> Work {
      AttentionRecipe().work(context: n, columns: d)
        + AttentionRecipe.work(layers: 1, rows: n, context: n, columns: d)
    }
    return 2 * .spectrum(n, d) + attending(n) + attending(part)
      + .product(part, 4 * d, part)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let rows = try inputs[Self.data].matrix
    let cores = context.threads
    let plain = try spectrum(rows, on: cores)
    guard let largest = plain.values.first, largest > 0 else {
      throw .numerical(
        cause: "every row is zero, so there is no condition number", remedy: "look at the data")
    }
    try context.checkCancellation()
    let unit = try spectrum(attended(rows, unitRows: true, on: cores), on: cores)
    try context.checkCancellation()
    let cubed = Spectrum(
      values: plain.values.prefix(plain.rank).map { $0 * $0 * $0 }, longerSide: plain.longerSide)
    var entries = entries("G", plain, rank: plain.rank, n: rows.rows)
    entries += self.entries("G³", cubed, rank: plain.rank, n: rows.rows)
    entries += self.entries("D⁻¹G³D⁻¹", unit, rank: unit.rank, n: rows.rows)
    let part = rows.gathered(rows: Array(0..<min(compared, rows.rows)))
    let gap = CubedGram.relativeDifference(
      rows: part, attended: try attended(part, unitRows: false, on: cores),
      first: min(256, part.rows), on: cores)
    try context.checkCancellation()
    entries.append(Entry("G³", "Theorem 4.1: ‖X̃X̃ᵀ − G·G·G‖_F over ‖G·G·G‖_F", nil, gap))
    return table(entries, rows: rows)
  }

  private struct Entry {
    var matrix: String
    var measure: String
    var index: Int?
    var value: Double?

    init(_ matrix: String, _ measure: String, _ index: Int?, _ value: Double?) {
      (self.matrix, self.measure, self.index, self.value) = (matrix, measure, index, value)
    }
  }

  private func entries(_ matrix: String, _ spectrum: Spectrum, rank: Int, n: Int) -> [Entry] {
    let asked = ranks.uniqued.filter { $0 <= rank }
    var entries = [
      Entry(matrix, "numerical rank", nil, Double(rank)),
      Entry(matrix, "λ₁", 1, spectrum.values.first),
      Entry(matrix, "λ₁/λ_r at the numerical rank", rank, spectrum.conditionNumber(at: rank)),
    ]
    entries += asked.map { Entry(matrix, "λ₁/λ_k", $0, spectrum.conditionNumber(at: $0)) }
    guard matrix == "G" else { return entries }
    return entries
      + ([rank] + asked).uniqued.flatMap { k in
        let kappa = spectrum.conditionNumber(at: k)
        return [
          Entry(matrix, "width κ⁶", k, kappa.map(TheoremWidth.sixthPower)),
          Entry(
            matrix, "width κ⁶·n·log n", k, kappa.map { TheoremWidth.width(kappa: $0, rows: n) }),
        ]
      }
  }

  private func table(_ entries: [Entry], rows: Matrix<Double>) -> Table {
    Table(
      "Spectra before and after attention",
      columns: [
        .text("matrix", entries.map(\.matrix)), .text("measure", entries.map(\.measure)),
        .text("index", entries.map { $0.index.map(String.init) }),
        .number("value", entries.map(\.value)),
      ],
      notes: [
        "\(rows.rows) rows of \(rows.columns) columns; ratios up to the numerical rank, eigenvalues above "
          + "λ₁·max(n, d)·2⁻⁵², of G for G and G³"
      ])
  }

  private func spectrum(_ rows: Matrix<Double>, on cores: Cores) throws(StageError) -> Spectrum {
    try computing { () throws(NumericsError) in try Spectrum(rows: rows, on: cores) }
  }

  /// The rows after one layer of attention to themselves.
  private func attended(
    _ rows: Matrix<Double>, unitRows: Bool, on cores: Cores
  ) throws(StageError) -> Matrix<Double> {
    var map = FeatureMap(columns: rows.columns)
    for step in try AttentionRecipe(unitRows: unitRows).steps(context: rows, on: cores) {
      map.append(step)
    }
    return map.apply(rows, on: cores)
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(
      settings: [NamedSetting("at", ["2", "5"])],
      inputs: try Inputs().wiring(exampleFeatures(), to: data))
  }
}
