internal import Numerics
public import Pipeline

/// Which rows of a file make a data set: classes first, then an order, then a number.
public struct RowSelection: Sendable {
  /// The order of the chosen rows.
  public enum Order: String, Choice {
    /// As in the file.
    case file
    /// Shuffled by the seed, before rows are taken.
    case random
  }

  var classes: [String] = []
  var take = 0
  var order = Order.file
  var seed = 1
  var isBalanced = false

  /// Every row in the file's order.
  public init() {}

  /// What the settings get wrong among themselves.
  var faults: [SettingFault] {
    var faults: [SettingFault] = []
    if Set(classes).count < classes.count {
      faults.append(SettingFault("names a class twice", setting: "classes"))
    }
    if classes.count == 1 {
      faults.append(SettingFault("names one class; at least two are needed", setting: "classes"))
    }
    return faults
  }

  /// The chosen rows in their order, their labels as indices into the chosen classes, and those.
  struct Chosen {
    var rows: [Int]
    var labels: [Int32]
    var classes: [String]
  }

  /// Chooses among rows whose classes are `labels`, indices into `names`.
  func choose(labels: [Int], names: [String]) throws(FormatFault) -> Chosen {
    let classes = try classIndices(in: names)
    var newLabel = [Int?](repeating: nil, count: names.count)
    for (label, index) in classes.enumerated() { newLabel[index] = label }
    var rows = labels.indices.filter { newLabel[labels[$0]] != nil }
    guard !rows.isEmpty else {
      throw FormatFault(
        at: "rows", "none of \(labels.count) rows is of a class that is kept",
        remedy: "choose other classes, or a file that has rows")
    }
    if order == .random {
      let random = CounterRandom(seed: UInt64(bitPattern: Int64(seed)), purpose: "rows/order")
      rows = random.permutation(rows.count).map { rows[$0] }
    }
    let found = rows.compactMap { row in newLabel[labels[row]].map { (row: row, label: $0) } }
    let chosen = try isBalanced ? balanced(found, classes.map { names[$0] }) : taken(found)
    return Chosen(
      rows: chosen.map(\.row), labels: chosen.map { Int32($0.label) },
      classes: classes.map { names[$0] })
  }

  /// The chosen classes as indices into `names`, by name or by number.
  private func classIndices(in names: [String]) throws(FormatFault) -> [Int] {
    guard !classes.isEmpty else { return Array(names.indices) }
    var indices: [Int] = []
    for name in classes {
      guard
        let index = names.firstIndex(of: name)
          ?? Int(name).flatMap({ names.indices.contains($0) ? $0 : nil })
      else {
        let hint = nearest(name, in: names).map { "; did you mean ‘\($0)’?" } ?? ""
        throw FormatFault(
          at: "labels", "there is no class ‘\(name)’" + hint,
          remedy: "choose among \(names.prefix(20).joined(separator: ", "))")
      }
      indices.append(index)
    }
    guard Set(indices).count == indices.count else {
      throw FormatFault(
        at: "labels", "the list of classes names one of them twice", remedy: "name each class once")
    }
    return indices
  }

  private typealias Found = (row: Int, label: Int)

  private func taken(_ found: [Found]) throws(FormatFault) -> [Found] {
    guard take > 0 else { return found }
    guard take <= found.count else {
      throw FormatFault(
        at: "rows", "\(take) rows are asked for, \(found.count) are there", remedy: "take fewer")
    }
    return Array(found.prefix(take))
  }

  /// As many rows of each class; what does not divide evenly goes to the classes named first.
  private func balanced(_ found: [Found], _ names: [String]) throws(FormatFault) -> [Found] {
    var available = [Int](repeating: 0, count: names.count)
    for item in found { available[item.label] += 1 }
    let smallest = available.min() ?? 0
    var quota = names.indices.map { label in
      take == 0
        ? smallest : take / names.count + (label < take % names.count ? 1 : 0)
    }
    if let short = names.indices.first(where: { available[$0] < quota[$0] }) {
      throw FormatFault(
        at: "rows",
        "\(quota[short]) rows of class ‘\(names[short])’ are asked for, "
          + "\(available[short]) are there", remedy: "take fewer, or leave out balanced")
    }
    return found.filter { item in
      quota[item.label] -= 1
      return quota[item.label] >= 0
    }
  }

  /// The choice in words, for `about.json`.
  func summary(of count: Int, from total: Int) -> String {
    let order = order == .random ? ", shuffled with seed \(seed)" : ""
    let balance = isBalanced ? ", as many of each class" : ""
    return "\(count) of \(total) rows\(order)\(balance)"
  }
}

/// A stage that takes rows out of files.
protocol SelectsRows: Stage {
  var selection: RowSelection { get set }
}

extension SelectsRows {
  /// The settings that all such stages share.
  static var selectionSettings: [Setting<Self>] {
    [
      Setting(
        "classes", \.selection.classes,
        "the classes to keep, in the order of the labels; of two, the first is −1; "
          + "an empty list keeps all"),
      Setting(
        "take", \.selection.take, "how many rows to keep, after classes and order; 0 keeps all",
        in: 0..., unit: "rows"),
      Setting("order", \.selection.order, "the order of the rows"),
      Setting("seed", \.selection.seed, "the seed of the random order", in: 0...)
        .used(when: "order is random") { stage, _ in stage.selection.order == .random },
      Setting("balanced", \.selection.isBalanced, "take as many rows of each class"),
    ]
  }
}
