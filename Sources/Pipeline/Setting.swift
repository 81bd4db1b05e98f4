/// One setting of a stage: its default, parser, bounds, help line and the text that enters the key.
///
/// The default is the value the property has in `Root()`.
public struct Setting<Root: SettingHolder>: Sendable {
  /// The name used in manifests.
  public let name: String
  /// What it decides, in one phrase.
  public let summary: String
  /// The unit of the value, where it has one.
  public let unit: String?
  /// What is accepted, for people: the type's expectation and the bounds.
  public let expectation: String
  /// Whether the value names files.
  public let namesFiles: Bool
  /// When the setting takes part, in words; `nil` when it always does.
  public private(set) var condition: String?

  let read: @Sendable (SettingText, inout Root) throws(SettingFault) -> Void
  let write: @Sendable (Root) -> SettingText
  private(set) var isUsed: @Sendable (Root, Wiring) -> Bool = { _, _ in true }
  private(set) var resolve: (@Sendable (inout Root, Wiring) -> Void)?

  /// A setting without bounds.
  public init<Value: SettingValue>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String,
    unit: String? = nil
  ) {
    self.init(name, path, summary, unit: unit, bounds: nil) { _ in true }
  }

  /// A setting with any other condition on its value, described by `bounds`.
  public init<Value: SettingValue>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String,
    unit: String? = nil, bounds: String?, allows: @escaping @Sendable (Value) -> Bool
  ) {
    self.name = name
    self.summary = summary
    self.unit = unit
    let expectation = Value.expectation + (bounds.map { ", \($0)" } ?? "")
    self.expectation = expectation
    self.namesFiles = Value.namesFiles
    self.write = { $0[keyPath: path].text }
    self.read = { (text, root) throws(SettingFault) in
      let value = try Value(text: text)
      guard allows(value) else {
        throw SettingFault("expected \(expectation), found ‘\(text.display)’")
      }
      root[keyPath: path] = value
    }
  }

  /// The same setting, which takes part only when `isUsed` holds; giving it otherwise is an error.
  public func used(
    when condition: String, _ isUsed: @escaping @Sendable (Root, Wiring) -> Bool
  ) -> Setting {
    var copy = self
    copy.condition = condition
    copy.isUsed = isUsed
    return copy
  }

  /// The same setting, filled in from others before keying when it was not given.
  public func resolved(_ resolve: @escaping @Sendable (inout Root, Wiring) -> Void) -> Setting {
    var copy = self
    copy.resolve = resolve
    return copy
  }
}

/// A value whose properties are settings, starting from defaults.
public protocol SettingHolder: Sendable {
  /// The defaults.
  init()
}
