import Numerics
import Pipeline
import Stages
import Testing

@Suite struct SyntheticSpectrumTests {
  static let cases: [(settings: [String: SettingText], kappa: Double)] = [
    (["rows": "60", "columns": "20", "kappa": "1e4"], 1e4),
    (["rows": "20", "columns": "60", "kappa": "1e4"], 1e4),
    (["rows": "30", "columns": "30", "kappa": "1e6"], 1e6),
    (["rows": "60", "columns": "16", "decay": "2"], 256),
    (["rows": "60", "columns": "20"], 100),
    (["rows": "60", "columns": "20", "kappa": "1"], 1),
  ]

  @Test(arguments: cases.indices)
  func `rows have the spectrum asked for and unit length on average`(index: Int) throws {
    let (settings, kappa) = Self.cases[index]
    let data = try SyntheticSpectrum.answer(settings)
    let spectrum = try Spectrum(rows: data.inputs, on: .one)
    let found = try #require(spectrum.conditionNumber(at: spectrum.values.count))
    #expect(abs(found / kappa - 1) < 1e-9)
    #expect(abs(spectrum.values.reduce(0, +) / Double(data.inputs.rows) - 1) < 1e-12)
  }

  @Test func `alignment decides whether classes follow the leading direction`() throws {
    func share(_ alignment: String) throws -> Double {
      let data = try SyntheticSpectrum.answer([
        "rows": "400", "columns": "10", "kappa": "1e6", "classes": "2",
        "alignment": .scalar(alignment),
      ])
      let eigen = try SymmetricEigen(data.inputs.crossproduct(on: .one))
      let along = data.inputs.applied(to: eigen.vectors.row(0))
      let middle = along.sorted()[200]
      let agree = zip(along, data.labels).count { ($0 >= middle) == ($1 == 1) }
      return Double(max(agree, 400 - agree)) / 400
    }
    #expect(try share("1") == 1)
    #expect(try share("0") < 0.6)
  }

  @Test func `kappa and decay exclude each other`() {
    let given = [NamedSetting("kappa", "5"), NamedSetting("decay", "1")]
    let result = StageType(SyntheticSpectrum.self)
      .prepare(given, wiring: Wiring(stage: "SyntheticSpectrum"))
    guard case .failure(let faults) = result else {
      Issue.record("both were accepted")
      return
    }
    #expect(
      faults.faults == [SettingFault("stands beside kappa; give one of them", setting: "decay")])
  }
}
