internal import Figures

/// Which keys of a table head groups of rows, which label rows, and which run across.
struct Layout {
  /// Keys with the same value in every row, said once in the caption.
  private(set) var constant: [Column] = []
  /// The key whose values head groups of rows.
  private(set) var group: Column?
  /// The key whose values stand side by side.
  private(set) var across: Column?
  /// The keys that label rows.
  private(set) var labels: [Column]
  /// What the rows of a group have in common; where it changes, a group of the same title begins.
  private let shared: [Column]
  private let rows: Int

  /// The most columns of numbers that fit beside the labels.
  private static let widest = 6

  init(keys: [Column], rows: Int, body: [ReaderColumn], shared: [Column] = []) {
    self.rows = rows
    self.shared = shared
    labels = keys
    guard rows > 1 else { return }
    let varying = keys.filter { Self.values(of: $0).count > 1 }
    if !varying.isEmpty {
      labels = varying
      constant = keys.filter { Self.values(of: $0).count == 1 }
    }
    for name in ["measure", "where"] where group == nil { group = take(name, rows: rows) }
    across = labels.first { key in
      let count = Self.values(of: key).count
      return labels.count > 1 && count > 1 && count * body.count <= Self.widest
        && key.values.texts.allSatisfy { $0 != nil } && !Self.isNumeric(key)
    }
    guard let across, isUnique, body.allSatisfy({ $0.heading.isSpelled }) else {
      self.across = nil
      return
    }
    labels.removeAll { $0.name == across.name }
  }

  /// Numbers such as widths read better from top to bottom.
  private static func isNumeric(_ key: Column) -> Bool {
    key.values.texts.allSatisfy { $0.flatMap(Double.init) != nil }
  }

  /// Takes the key called `name` out of the labels, where it repeats and others remain.
  private mutating func take(_ name: String, rows: Int) -> Column? {
    guard labels.count > 1, let place = labels.firstIndex(where: { $0.name == name }),
      Self.values(of: labels[place]).count < rows
    else { return nil }
    return labels.remove(at: place)
  }

  /// Whether no two rows have the same keys, so that each finds a cell of its own.
  private var isUnique: Bool {
    let keys = (0..<rows).map { row in
      ([group].compactMap { $0 } + labels).map { $0.values.texts[row] }
    }
    return Set(keys).count == rows
  }

  private static func values(of column: Column) -> [String?] { column.values.texts.uniqued }

  /// The values that run across, in order of appearance.
  func acrossValues(of column: Column) -> [String] {
    column.values.texts.compactMap { $0 }.uniqued
  }
}

extension Layout {
  private var isGrouped: Bool { group != nil || !shared.isEmpty }

  /// The rows of the page's table with their groups, from the cells of every body column.
  func placed(
    _ cells: [[TableView.Cell]], _ style: CellStyle
  ) -> (rows: [[TableView.Cell]], groups: [TableView.Group]) {
    var rows: [[TableView.Cell]] = []
    var groups: [TableView.Group] = []
    for (title, members) in ordered() {
      let lines =
        across.map { side(by: $0, members, cells) }
        ?? members.map { row in label(row, style) + cells.map { $0[row] } }
      rows += lines
      guard isGrouped else { continue }
      groups.append(
        TableView.Group(title.capitalizedFirst, rows: lines.count, note: note(members, style)))
    }
    return (rows, groups)
  }

  /// Row numbers by group, groups in order of appearance.
  private func ordered() -> [(title: String, members: [Int])] {
    guard isGrouped else { return [("", Array(0..<rows))] }
    let titles = group?.values.texts ?? Array(repeating: "", count: rows)
    let columns = shared.map(\.values.texts)
    return titles.uniqued.flatMap { title in
      let members = titles.indices.filter { titles[$0] == title }
      let alike = members.map { row in columns.map { $0[row] } }
      return alike.uniqued.map { common in
        (title ?? NumberText.missing, zip(members, alike).filter { $1 == common }.map(\.0))
      }
    }
  }

  private func note(_ members: [Int], _ style: CellStyle) -> [TableView.Cell] {
    guard let row = members.first else { return [] }
    return shared.compactMap { column in
      guard let text = column.values.texts[row] else { return nil }
      let cell = style.cell(text, in: column.name)
      return cell == .text(text) ? .text("\(column.name): \(text)") : cell
    }
  }

  private func label(_ row: Int, _ style: CellStyle) -> [TableView.Cell] {
    labels.map { style.cell($0.values.texts[row], in: $0.name) }
  }

  /// One line per combination of labels, with the cells of every value of `key`.
  private func side(
    by key: Column, _ members: [Int], _ cells: [[TableView.Cell]]
  ) -> [[TableView.Cell]] {
    let names = labels.map(\.values.texts)
    let columns = acrossValues(of: key)
    let texts = key.values.texts
    return members.map { row in names.map { $0[row] } }.uniqued.map { line in
      let own = members.filter { row in names.map { $0[row] } == line }
      let words = line.map { TableView.Cell.text($0 ?? NumberText.missing) }
      let places = columns.map { column in own.first { texts[$0] == column } }
      return words + places.flatMap { place in cells.map { cell(place, $0) } }
    }
  }

  private func cell(_ row: Int?, _ column: [TableView.Cell]) -> TableView.Cell {
    row.map { column[$0] } ?? .text(NumberText.missing)
  }
}

extension TableView.Column {
  /// Whether numbers stand below, already spelled.
  fileprivate var isSpelled: Bool { kind == .spelled }
}
