/// Which values a setting accepts, with the phrase that messages and `malleus stages` print.
public protocol SettingBounds<Value> {
  associatedtype Value
  /// The bounds in words, such as "0 to 8".
  var phrase: String { get }
  /// Whether `value` is accepted.
  func contains(_ value: Value) -> Bool
}

extension ClosedRange: SettingBounds {
  public typealias Value = Bound
  public var phrase: String { "\(lowerBound) to \(upperBound)" }
}

extension PartialRangeFrom: SettingBounds {
  public typealias Value = Bound
  public var phrase: String { "at least \(lowerBound)" }
}

/// The values greater than a bound, which no Swift range expresses.
public struct GreaterThan<Value: Comparable & Sendable>: SettingBounds, Sendable {
  private let bound: Value

  /// The values greater than `bound`.
  public init(_ bound: Value) { self.bound = bound }

  public var phrase: String { "greater than \(bound)" }
  public func contains(_ value: Value) -> Bool { value > bound }
}

extension Setting {
  /// A setting whose value lies within `bounds`.
  public init<Value: SettingValue>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String,
    in bounds: some SettingBounds<Value> & Sendable, unit: String? = nil
  ) {
    self.init(name, path, summary, unit: unit, bounds: bounds.phrase) { bounds.contains($0) }
  }

  /// An automatic setting whose value, once there, lies within `bounds`.
  public init<Value: SettingValue>(
    _ name: String, _ path: any WritableKeyPath<Root, Value?> & Sendable, _ summary: String,
    in bounds: some SettingBounds<Value> & Sendable, unit: String? = nil
  ) {
    self.init(name, path, summary, unit: unit, bounds: bounds.phrase) {
      $0.map(bounds.contains) ?? true
    }
  }

  /// A setting that lists values, each within `bounds`.
  public init<Value: SettingValue>(
    _ name: String, _ path: any WritableKeyPath<Root, [Value]> & Sendable, _ summary: String,
    in bounds: some SettingBounds<Value> & Sendable, unit: String? = nil
  ) {
    self.init(name, path, summary, unit: unit, bounds: bounds.phrase) {
      $0.allSatisfy(bounds.contains)
    }
  }

  /// A setting whose value is greater than `bound`.
  public init<Value: SettingValue & Comparable>(
    _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ summary: String,
    above bound: Value, unit: String? = nil
  ) {
    self.init(name, path, summary, in: GreaterThan(bound), unit: unit)
  }
}
