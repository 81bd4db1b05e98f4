internal import Numerics
public import Pipeline

/// The eigenvalues of the rows' Gram matrix XXᵀ and the condition numbers they give.
///
/// κ depends on where the spectrum is cut, so every κ is reported with its rank: λ₁/λ_r at the numerical rank r, the number of
/// eigenvalues above λ₁·max(n, d)·2⁻⁵², and λ₁/λ_k at the ranks of `at`.
public struct GramSpectrum: Stage {
  public static let summary = "The spectrum of the Gram matrix and its condition numbers, by rank."
  public static let version = 4
  public static let source = "Section 5.2; Theorem 4.7"
  public static let data = Port<Features>("data", "the rows")
  public static let inputs: [any InputPort] = [data]
  public static let settings = [
    Setting<Self>("at", \.ranks, "ranks k at which λ₁/λ_k is reported", in: 1...)
  ]
  var ranks = [10, 50, 100, 200, 300, 500]

  public init() {}

  public func memory(_ inputs: InputShapes) -> Int {
    let smaller = min(inputs[Self.data, "rows"], inputs[Self.data, "columns"])
    return inputs.bytes + 4 * 8 * smaller * smaller + 64 << 20
  }

  public func work(_ inputs: InputShapes) -> Work {
    .spectrum(inputs[Self.data, "rows"], inputs[Self.data, "columns"])
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Table {
    let rows = try inputs[Self.data].matrix
    let spectrum = try computing { () throws(NumericsError) in
      try Spectrum(rows: rows, on: context.threads)
    }
    guard let largest = spectrum.values.first, largest > 0 else {
      throw .numerical(
        cause: "every row is zero, so there is no condition number", remedy: "look at the data")
    }
    return table(spectrum, n: rows.rows)
  }

  private func table(_ spectrum: Spectrum, n: Int) -> Table {
    let rank = spectrum.rank
    let asked = ranks.filter { $0 <= spectrum.values.count }.uniqued
    let beyond = ranks.filter { $0 > spectrum.values.count }.uniqued.map(String.init)
    // The numerical rank may be one of the ranks asked for, which is answered all the same.
    var entries: [(measure: String, index: Int?, value: Double?)] = [
      ("numerical rank", nil, Double(rank)),
      ("λ₁/λ_r at the numerical rank", rank, spectrum.conditionNumber(at: rank)),
    ]
    entries += asked.map { ("λ₁/λ_k", $0, spectrum.conditionNumber(at: $0)) }
    entries += ([rank] + asked).uniqued.map { k in
      (
        "width κ⁶·n·log n", k,
        spectrum.conditionNumber(at: k).map { TheoremWidth.width(kappa: $0, rows: n) }
      )
    }
    entries += spectrum.values.enumerated().map { ("eigenvalue", $0.offset + 1, $0.element) }
    return Table(
      "Spectrum of the Gram matrix",
      columns: [
        .text("measure", entries.map(\.measure)),
        .text("index", entries.map { $0.index.map(String.init) }),
        .number("value", entries.map(\.value)),
      ],
      notes: [
        "numerical rank: eigenvalues above λ₁·max(n, d)·2⁻⁵²; \(n) rows; eigenvalues beyond it are rounding"
      ]
        + (beyond.isEmpty
          ? []
          : ["\(spectrum.values.count) eigenvalues, so none at \(beyond.joined(separator: ", "))"]))
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(
      settings: [NamedSetting("at", ["2", "5"])],
      inputs: try Inputs().wiring(exampleFeatures(), to: data))
  }
}
