/// One printed figure with every reading of it that was measured.
struct LedgerEntry {
  /// One line of the ledger.
  struct Reading {
    /// What sets it apart from the figure's other readings; empty where there are none.
    var words = ""
    /// Whether the paper's text asks for it; none where there is one reading.
    var role = ""
    var judgement: Judgement
    var reason: String
    var value: Double?
    var low: Double?
    var high: Double?
    /// What part of the paper's data was used; none where nothing was measured.
    var data: String?
    var manner: String?
    var table: String?
    var isAsked = true

    /// The measured value over the printed one, where one value is printed.
    func ratio(to printed: PrintedValue) -> Double? {
      guard let figure = printed.value, figure != 0 else { return nil }
      return value.map { $0 / figure }
    }

    /// The words with the role in parentheses.
    var name: String {
      role.isEmpty ? words : words.isEmpty ? role : "\(words) (\(role))"
    }
  }

  let row: PrintedFigures.Row
  let readings: [Reading]

  /// The worst verdict among the parts of the figure, in the reading that the text asks for.
  var verdict: Verdict {
    readings.filter(\.isAsked).map(\.judgement.verdict).max { $0.rank < $1.rank } ?? .unmeasured
  }

  /// The figure of `row` with the values in `measured`; the first one's reading is the one asked for.
  init(_ row: PrintedFigures.Row, _ measured: [LedgerMeasurements.Row]) {
    self.row = row
    guard let first = measured.first else {
      readings = [Self.unmeasured(row)]
      return
    }
    let isRatio = row.keys["unit"] == "×"
    let isAlone = measured.allSatisfy { $0.reading == first.reading }
    var readings = measured.map { value in
      Self.reading(
        value, Self.judgement(value, beside: row.printed, isRatio: isRatio),
        isAsked: value.reading == first.reading, isAlone: isAlone)
    }
    Self.nameAgreement(in: &readings)
    self.readings = readings
  }

  private static func unmeasured(_ row: PrintedFigures.Row) -> Reading {
    let file = row.keys["file"] ?? ""
    let known = row.keys["unmeasured"]?.nonEmpty
    let reason =
      known
      ?? (file.isEmpty ? "nothing here measures it" : "no table of \(file) is wired to this ledger")
    return Reading(judgement: Judgement(unmeasured: reason), reason: reason)
  }

  private static func judgement(
    _ value: LedgerMeasurements.Row, beside printed: PrintedValue, isRatio: Bool
  ) -> Judgement {
    Judgement(
      .init(
        value: value.value, low: value.low, high: value.high, ordering: value.ordering,
        subset: value.subset, isExact: value.isExact), beside: printed, isRatio: isRatio)
  }

  private static func reading(
    _ row: LedgerMeasurements.Row, _ judgement: Judgement, isAsked: Bool, isAlone: Bool
  ) -> Reading {
    let words = (row.part + row.reading).filter { !$0.isEmpty }.joined(separator: ", ")
    let role = isAlone ? "" : isAsked ? "what the text asks for" : "another reading"
    return Reading(
      words: words, role: role, judgement: judgement, reason: judgement.reason,
      value: row.value, low: row.low, high: row.high,
      data: row.subset.isEmpty ? "all, as in the paper" : row.subset,
      manner: row.manner.nonEmpty, table: row.table, isAsked: isAsked)
  }

  /// A reading is not chosen because it gives the printed number: both rows say so.
  private static func nameAgreement(in readings: inout [Reading]) {
    let asked = readings.filter(\.isAsked)
    let others = readings.filter { !$0.isAsked && $0.judgement.verdict == .agrees }
    guard let other = others.first, asked.allSatisfy({ $0.judgement.verdict != .agrees }) else {
      return
    }
    for index in readings.indices {
      let words =
        readings[index].isAsked
        ? "only another reading agrees: \(other.words)"
        : readings[index].judgement.verdict == .agrees
          ? "not the reading that the text asks for" : ""
      readings[index].reason = [readings[index].reason, words].filter { !$0.isEmpty }
        .joined(separator: "; ")
    }
  }
}
