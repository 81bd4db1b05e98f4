/// A table as a value: typed columns, and one cell per column in every row.
package struct TableView: Equatable, Sendable {
  /// What the cells below a heading are.
  package enum Kind: Equatable, Sendable {
    case text
    case integer
    /// Numbers with fixed digits behind the point; four significant digits when absent.
    case number(decimals: Int? = nil)
    /// Numbers with an interval around them.
    case interval(decimals: Int? = nil)
    /// Numbers that the cells already spell out as text.
    case spelled
  }

  /// A heading and what stands below it.
  package struct Column: Equatable, Sendable {
    package var name: String
    package var unit: String
    package var kind: Kind
    /// The heading that this column shares with its neighbours of the same span.
    package var span: String

    package init(_ name: String, unit: String = "", _ kind: Kind = .text, span: String = "") {
      self.name = name
      self.unit = unit
      self.kind = kind
      self.span = span
    }

    /// The span and the name, with the unit in parentheses.
    var heading: String {
      let full = span.isEmpty ? name : name.isEmpty ? span : "\(span), \(name)"
      return unit.isEmpty ? full : "\(full) (\(unit))"
    }

    /// Whether cells line up at their right ends.
    var isNumeric: Bool { kind != .text }
  }

  /// One entry; a number that is not finite is shown as missing or infinite, never hidden.
  package enum Cell: Equatable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case interval(Double, low: Double, high: Double)
    /// A text that leads to another place.
    case link(String, to: String)
    /// Something to type.
    case code(String)
    /// A text behind a small coloured shape that says at a glance what it says in words.
    case mark(TableMark, String)
    case missing
  }

  /// Rows that follow one another and share a heading of their own.
  package struct Group: Equatable, Sendable {
    package var title: String
    package var rows: Int
    /// What holds for all of its rows, in small letters below the title.
    package var note: [Cell]

    package init(_ title: String, rows: Int, note: [Cell] = []) {
      self.title = title
      self.rows = rows
      self.note = note
    }
  }

  /// The same numbers in full, for readers who want to take them away.
  package struct Download: Equatable, Sendable {
    package var name: String
    package var text: String

    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  package var title: String
  package var caption: String
  package var columns: [Column]
  package var rows: [[Cell]]
  /// Longer tables show this many rows and keep the others behind a fold.
  package var foldsAfter: Int
  /// How the rows fall into groups, in order; none when they stand alone.
  package var groups: [Group]
  /// What the groups' titles are, as the heading of a column where there are no groups.
  package var groupHeading: String
  package var download: Download?

  package init(
    title: String = "", caption: String = "", columns: [Column], rows: [[Cell]],
    foldsAfter: Int = 20, groups: [Group] = [], groupHeading: String = "",
    download: Download? = nil
  ) {
    precondition(
      groups.isEmpty || groups.reduce(0) { $0 + $1.rows } == rows.count,
      "Groups hold every row.")
    self.title = title
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.foldsAfter = max(1, foldsAfter)
    self.groups = groups
    self.groupHeading = groupHeading
    self.download = download
  }

  /// The same table with the groups' titles as its first column, for text without group headings; without their notes.
  var ungrouped: TableView {
    guard !groups.isEmpty else { return self }
    let titles = groups.flatMap { Array(repeating: Cell.text($0.title), count: $0.rows) }
    var copy = self
    copy.groups = []
    copy.columns.insert(Column(groupHeading), at: 0)
    copy.rows = zip(titles, rows).map { [$0] + $1 }
    return copy
  }

  /// The cell below a column; a row that ends early has no value there.
  func cell(_ row: [Cell], _ column: Int) -> Cell {
    row.indices.contains(column) ? row[column] : .missing
  }
}
