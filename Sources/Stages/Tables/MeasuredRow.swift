internal import Numerics
internal import Pipeline

/// A row of measurements that `Compare` puts beside a printed figure.
struct MeasuredRow {
  /// How a value stands to another, as far as it is known.
  enum Side { case above, below, undecided }

  /// One of the values that a mean is made of, with its labels on the axes averaged over.
  struct Run {
    var labels: [String]
    var value: Double?
  }

  /// Text by key column.
  var keys: [String: String]
  var value: Double?
  var low: Double?
  var high: Double?
  /// What `value` is the mean of; empty where the table was averaged before.
  var runs: [Run] = []

  /// The kept rows of a table as they are; limits stand in `low` and `high`, or in the column's own.
  static func rows(of table: Table, value: String, keep: Selection) -> [MeasuredRow] {
    func numbers(_ name: String) -> [Double?] {
      table[name]?.values.numbers ?? Array(repeating: nil, count: table.rows)
    }
    let texts = table.columns.filter { $0.values.numbers == nil }.map { ($0.name, $0.values.texts) }
    let limits = Measurements.limits(of: value)
    let (values, lows, highs) = (numbers(value), numbers(limits.low), numbers(limits.high))
    return (0..<table.rows).map { row in
      let keys = texts.compactMap { name, values in values[row].map { (name, $0) } }
      return MeasuredRow(
        keys: Dictionary(keys, uniquingKeysWith: { first, _ in first }), value: values[row],
        low: lows[row], high: highs[row])
    }.filter { keep.includes($0.keys) }
  }

  /// The means of a table's kept rows that differ in `axes` alone, with Student's intervals and the runs themselves.
  static func means(
    of table: Table, value: String, keep: Selection, over axes: [String]
  ) throws(StageError) -> [MeasuredRow] {
    var measured = Measurements(gathering: [Labelled(table)], columns: [value])
    measured.entries.removeAll { !keep.includes($0.keys) }
    var rows: [MeasuredRow] = []
    for group in try measured.runs(over: axes, port: Compare.table.name) {
      let mean = Summarize.mean(group.keys, group.members)
      let runs = group.members.map { member in
        Run(labels: axes.map { member.keys[$0] ?? "" }, value: member.value)
      }
      rows.append(
        MeasuredRow(
          keys: group.keys, value: mean.value, low: mean.low, high: mean.high, runs: runs))
    }
    return rows
  }

  /// Whether this value is the larger one, as far as the doubts about both allow to say.
  ///
  /// Where there are runs, the differences of those that both have decide, by the interval of their mean: what runs have in
  /// common, such as the seed, does not blur them. A lone run has at most an interval of its own; a value that nobody
  /// averaged and that has none stands for itself.
  func stands(to other: MeasuredRow) -> Side {
    if runs.count > 1 || other.runs.count > 1 {
      let differences = runs.compactMap { run -> Double? in
        let twin = other.runs.first { $0.labels == run.labels }
        return run.value.flatMap { value in twin?.value.map { value - $0 } }
      }
      return Side(Summarize.interval(of: differences))
    }
    guard let value, let rival = other.value else { return .undecided }
    let limits = [low, high, other.low, other.high]
    if runs.isEmpty, other.runs.isEmpty, limits.allSatisfy({ $0 == nil }) {
      return value > rival ? .above : value < rival ? .below : .undecided
    }
    // Where one has an interval, the other's is missing because nothing bounds it.
    guard let low, let high, let otherLow = other.low, let otherHigh = other.high else {
      return .undecided
    }
    return low > otherHigh ? .above : high < otherLow ? .below : .undecided
  }
}

extension MeasuredRow.Side {
  /// The side of 0 on which a difference lies.
  fileprivate init(_ difference: Interval?) {
    self =
      switch difference {
      case let interval? where interval.low > 0: .above
      case let interval? where interval.high < 0: .below
      default: .undecided
      }
  }
}
