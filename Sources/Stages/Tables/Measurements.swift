internal import Pipeline

/// Measured values by what they were measured for: the tidy form in which tables are gathered,
/// averaged and compared.
struct Measurements {
  /// One value with its keys and, where there is one, its interval.
  struct Entry {
    /// Text by key column: sweep labels and the table's own text columns.
    var keys: [String: String]
    var value: Double?
    var low: Double?
    var high: Double?
    /// How many values it is the mean of.
    var count = 1
    var unit: String?
  }

  /// The key columns in order of appearance, sweep axes first.
  var keys: [String]
  var entries: [Entry]
  /// Notes of the tables, each once.
  var notes: [String]
  /// What the tables' own intervals are, each once.
  var intervals: [String]
  /// The unit of the values, when all have the same.
  var unit: String? {
    let units = Set(entries.map(\.unit))
    return units.count == 1 ? units.first ?? nil : nil
  }

  /// Gathers `tables`; each of `columns` that holds numbers becomes entries, told apart by a key column `measure`, or
  /// `quantity` where the table has a `measure` itself and more than one of the columns.
  init(gathering tables: [Labelled<Table>], columns: [String]) {
    keys = []
    entries = []
    notes = []
    intervals = tables.flatMap(\.value.intervalRemarks).uniqued
    for table in tables {
      for axis in table.labels.map(\.axis) where !keys.contains(axis) { keys.append(axis) }
    }
    for table in tables {
      let labels = Dictionary(
        table.labels.map { ($0.axis, $0.value) }, uniquingKeysWith: { first, _ in first })
      let chosen = Self.valueColumns(of: table.value, columns)
      let naming = Self.naming(chosen, of: table.value)
      for column in chosen {
        entries += Self.entries(of: column, named: naming, in: table.value, labels)
      }
      for name in table.value.keyColumns.map(\.name) + [naming].compactMap({ $0 })
      where !keys.contains(name) {
        keys.append(name)
      }
      for note in table.value.notes where !notes.contains(note) { notes.append(note) }
    }
  }

  /// The columns asked for; by default `value`, or all columns of numbers.
  private static func valueColumns(of table: Table, _ names: [String]) -> [Column] {
    if !names.isEmpty { return names.compactMap { table[$0] } }
    if let value = table["value"] { return [value] }
    return table.columns.filter { if case .number = $0.values { true } else { false } }
  }

  /// The key that tells the columns of a table apart, where one is needed.
  private static func naming(_ columns: [Column], of table: Table) -> String? {
    guard table["measure"] != nil else { return "measure" }
    return columns.count > 1 ? "quantity" : nil
  }

  private static func entries(
    of column: Column, named naming: String?, in table: Table, _ labels: [String: String]
  ) -> [Entry] {
    let numbers = column.values.numbers ?? []
    let texts = table.keyColumns.map { ($0.name, $0.values.texts) }
    let limits = Self.limits(of: column.name)
    let (low, high) = (table[limits.low]?.values.numbers, table[limits.high]?.values.numbers)
    return numbers.indices.map { row in
      var keys = labels
      for (name, values) in texts { keys[name] = values[row] }
      if let naming { keys[naming] = column.name }
      return Entry(
        keys: keys, value: numbers[row], low: low?[row], high: high?[row], unit: column.unit)
    }
  }

  /// The columns that hold the interval of the column `name`.
  static func limits(of name: String) -> (low: String, high: String) {
    name == "value" ? ("low", "high") : ("\(name), low", "\(name), high")
  }
}

extension Measurements {
  /// Shares as percentages; what is in percent stays.
  mutating func becomePercentages() {
    for index in entries.indices where entries[index].unit != "%" {
      let entry = entries[index]
      entries[index].value = entry.value.map { $0 * 100 }
      entries[index].low = entry.low.map { $0 * 100 }
      entries[index].high = entry.high.map { $0 * 100 }
      entries[index].unit = "%"
    }
  }

  /// Adds keys of one value each in front of all others.
  mutating func add(_ labels: [Label]) {
    keys = labels.map(\.axis) + keys
    for index in entries.indices {
      for label in labels { entries[index].keys[label.axis] = label.value }
    }
  }

  /// Entries grouped by all keys but `axes`, groups and members in order of appearance.
  func groups(over axes: [String]) -> [(keys: [String: String], members: [Entry])] {
    let kept = keys.filter { !axes.contains($0) }
    var places: [[String?]: Int] = [:]
    var groups: [(keys: [String: String], members: [Entry])] = []
    for entry in entries {
      let key = kept.map { entry.keys[$0] }
      if let place = places[key] {
        groups[place].members.append(entry)
      } else {
        places[key] = groups.count
        groups.append((entry.keys.filter { kept.contains($0.key) }, [entry]))
      }
    }
    return groups
  }

  /// The groups over `axes`, whose members differ there alone; refuses two values of one run, which would pass for two runs.
  func runs(
    over axes: [String], port: String
  ) throws(StageError) -> [(keys: [String: String], members: [Entry])] {
    let groups = groups(over: axes)
    for group in groups where !axes.isEmpty {
      let labels = group.members.map { member in axes.map { member.keys[$0] ?? "" } }
      guard Set(labels).count < labels.count else { continue }
      throw .unsuitable(
        port: port, cause: "there are several values for one \(axes.joined(separator: ", "))",
        remedy: "let a column of text tell them apart, or choose some with ‘keep’")
    }
    return groups
  }

  /// The text columns of a table of these entries; keys that no entry has are left out.
  func keyColumns(_ entries: [Entry]) -> [Column] {
    keys.compactMap { key in
      let values = entries.map { $0.keys[key] }
      return values.allSatisfy { $0 == nil } ? nil : .text(key, values)
    }
  }
}

extension Table {
  /// The columns that say what a row's numbers belong to: words, and whole numbers that stand before anything measured.
  var keyColumns: [Column] {
    let measured = columns.firstIndex { if case .number = $0.values { true } else { false } }
    return columns.enumerated().filter { place, column in
      switch column.values {
      case .text: true
      case .integer: place < measured ?? 0
      case .number: false
      }
    }.map(\.element)
  }
}
