public import Pipeline

/// Columns of measurements with names, units and types; values may be missing.
public struct Table: Artifact {
  public static let kind = "Table"

  /// What the table shows, in one phrase.
  public var title: String
  /// The columns, all equally long.
  public var columns: [Column]
  /// Remarks printed below the table.
  public var notes: [String]
  /// What the limits in `low` and `high` are, where the table has such columns; remarks between semicolons.
  public var intervals: String?

  /// A table; its columns must be equally long and their names different.
  public init(
    _ title: String, columns: [Column], notes: [String] = [], intervals: String? = nil
  ) {
    precondition(Set(columns.map(\.values.count)).count <= 1, "columns of different lengths")
    precondition(Set(columns.map(\.name)).count == columns.count, "two columns of one name")
    self.title = title
    self.columns = columns
    self.notes = notes
    self.intervals = intervals
  }

  /// A table of columns some of which are named by settings or by what is wired; refuses a name that is there twice.
  init(
    checking columns: [Column], title: String, port: String = "tables"
  ) throws(StageError) {
    let names = columns.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw .unsuitable(
        port: port, cause: "two columns would be called ‘\(twice)’",
        remedy: "name another column in the settings, or another axis of the sweep")
    }
    self.init(title, columns: columns)
  }

  /// The number of rows.
  public var rows: Int { columns.first?.values.count ?? 0 }

  /// The remarks of `intervals`, one by one.
  var intervalRemarks: [String] {
    get { intervals?.split(separator: "; ").map(String.init) ?? [] }
    set { intervals = newValue.isEmpty ? nil : newValue.joined(separator: "; ") }
  }

  /// The column called `name`.
  public subscript(name: String) -> Column? { columns.first { $0.name == name } }

  public var shape: Shape { ["rows": rows, "columns": columns.count] }

  /// Small, whatever its sizes are.
  public static func bytes(of shape: Shape) -> Int? { 16 << 10 }

  public init(parts: Parts) throws(StageError) {
    let stored = try PartJSON("table.json", in: parts)
    title = try stored.string("title")
    notes = try stored.strings("notes")
    intervals = stored.value["intervals"]?.string
    let headings = try stored.objects("columns")
    let names = try headings.map { (heading) throws(StageError) in try heading.string("name") }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw .damaged(part: "table.json", cause: "two columns are called ‘\(twice)’")
    }
    let records = headings.isEmpty ? [] : try parts.records("table.csv", header: names)
    columns = []
    for (index, heading) in headings.enumerated() {
      columns.append(try Column(heading, fields: records.map { $0.fields[index] }))
    }
  }

  public func parts() throws(StageError) -> [Part] {
    let stored: JSON = [
      "title": .string(title), "notes": JSON(notes),
      "intervals": intervals.map { .string($0) } ?? .null,
      "columns": .array(columns.map(\.heading)),
    ]
    return [Part("table.csv", text: csv), Part("table.json", text: stored.text)]
  }

  /// The table as comma-separated values with a header; missing values are empty.
  public var csv: String {
    let cells = columns.map(\.values.texts)
    return (0..<rows).reduce(into: CSV.line(columns.map(\.name))) { text, row in
      text += CSV.line(cells.map { $0[row] })
    }
  }
}
