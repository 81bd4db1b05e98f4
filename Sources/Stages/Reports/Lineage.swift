internal import Figures
internal import Pipeline

/// What a report says about how its numbers were measured.
struct Lineage {
  private let entries: [LineageEntry]

  init(_ entries: [LineageEntry]) { self.entries = entries }

  /// One step per stage, in the order of the data's way; a setting that was swept lists its values.
  var steps: [PageView.LineageStep] {
    entries.map(\.stage).uniqued.map { stage in
      let uses = entries.filter { $0.stage == stage }.map(\.settings)
      let known = Catalog.malleus[stage]
      let names = (known?.settings.map(\.name) ?? []) + uses.flatMap { $0.map(\.name) }.uniqued
      let settings = names.uniqued.compactMap { name in
        Self.setting(name, in: uses, described: known?.setting(name))
      }
      return PageView.LineageStep(
        stage: stage, summary: known?.summary ?? "", settings: settings, uses: uses.count)
    }
  }

  private static func setting(
    _ name: String, in uses: [[NamedSetting]], described: SettingDescription?
  ) -> PageView.Setting? {
    let texts = uses.compactMap { $0.first { $0.name == name }?.text }
    guard !texts.isEmpty else { return nil }
    let unit = described?.unit.map { " \($0)" } ?? ""
    let share = texts.count < uses.count ? " (in \(texts.count) of \(uses.count))" : ""
    return PageView.Setting(
      name, texts.map { words($0) + unit }.uniqued.joined(separator: " · "),
      meaning: (described?.summary ?? "") + share,
      isDefault: texts.allSatisfy { $0 == described?.defaultText })
  }

  /// A value as readers see it; a file is known by the beginning of its digest.
  private static func words(_ text: SettingText) -> String {
    switch text {
    case .scalar(let word) where Digest(hex: word) != nil: "file \(word.prefix(12))"
    case .scalar(""): "none"
    case .list(let items) where items.isEmpty: "none"
    case .list(let items): items.map(listed).joined(separator: ", ").shortened
    case .map(let pairs):
      pairs.map { "\($0.key): \(words($0.value))" }.joined(separator: "; ").shortened
    case .scalar(let word), .file(let word): word.shortened
    }
  }

  /// An item of a list, in quotation marks where a comma in it would seem to end it.
  private static func listed(_ item: SettingText) -> String {
    let words = words(item)
    return words.contains(",") ? "‘\(words)’" : words
  }

  /// Every setting of every use, for programs.
  func attachment(_ names: inout AttachmentNames) -> Page.Attachment {
    let rows = entries.enumerated().flatMap { index, entry in
      entry.settings.map { (index + 1, entry.stage, $0.name, $0.text.display) }
    }
    let table = Table(
      "Settings",
      columns: [
        .integer("node", rows.map(\.0)), .text("stage", rows.map(\.1)),
        .text("setting", rows.map(\.2)), .text("value", rows.map(\.3)),
      ])
    return Page.Attachment(names.name(for: "settings"), text: table.csv)
  }
}

extension String {
  /// The beginning of a text that is too long to read on a page.
  fileprivate var shortened: String {
    count <= 240 ? self : prefix(200) + "… (\(count) characters)"
  }
}
