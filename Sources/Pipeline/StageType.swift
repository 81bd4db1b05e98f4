/// A stage type without its type: what the planner and the executors need to know of it.
public struct StageType: Sendable {
  public let name: String
  public let summary: String
  public let version: Int
  public let source: String
  public private(set) var inputs: [any InputPort]
  public let output: String
  public let settings: [SettingDescription]
  public let wantsLineage: Bool
  public let isOpen: Bool
  /// The type itself.
  public let type: any Stage.Type
  /// The type of the artifact it yields.
  public let artifact: any Artifact.Type

  /// The description of `type`.
  public init<S: Stage>(_ type: S.Type) {
    name = S.name
    summary = S.summary
    version = S.version
    source = S.source
    inputs = S.inputs
    output = S.Output.kind
    settings = S.settings.map(SettingDescription.init)
    wantsLineage = S.wantsLineage
    isOpen = S.isOpen
    self.type = type
    artifact = S.Output.self
  }

  /// An open stage with ports of these names beside its own; in alphabetical order, since the order enters keys.
  public func opening(_ names: some Sequence<String>) -> StageType {
    precondition(isOpen, "\(name) names its ports itself")
    var copy = self
    copy.inputs += names.sorted().map { OpenPort($0) }
    return copy
  }

  /// The input port called `name`.
  public func input(_ name: String) -> (any InputPort)? { inputs.first { $0.name == name } }

  /// The setting called `name`.
  public func setting(_ name: String) -> SettingDescription? { settings.first { $0.name == name } }

  /// Reads settings into a stage, resolves the automatic ones and checks them.
  ///
  /// Everything that can be checked before a run is, and all faults come back together.
  public func prepare(
    _ given: [NamedSetting], wiring: Wiring
  ) -> Result<PreparedStage, SettingFaults> {
    type.prepare(given, wiring: wiring)
  }

  /// The stage that `prepare` yielded, from the settings it wrote.
  ///
  /// Only the planner sees the whole wiring, so nothing is checked or resolved a second time.
  public func restore(_ settings: [NamedSetting]) throws(SettingFaults) -> any Stage {
    try type.restore(settings)
  }

  /// What can be said against settings while the wiring is not known.
  public func check(_ given: [NamedSetting]) -> [SettingFault] { type.read(given).faults }
}

/// One row of `malleus stages NAME`.
public struct SettingDescription: Sendable {
  public let name: String
  public let summary: String
  public let unit: String?
  public let expectation: String
  public let condition: String?
  public let namesFiles: Bool
  public let defaultText: SettingText

  init<S: Stage>(_ setting: Setting<S>) {
    name = setting.name
    summary = setting.summary
    unit = setting.unit
    expectation = setting.expectation
    condition = setting.condition
    namesFiles = setting.namesFiles
    defaultText = setting.write(S())
  }
}

/// A stage with its settings read and resolved.
public struct PreparedStage: Sendable {
  /// The stage, ready to run.
  public let stage: any Stage
  /// Every setting that takes part, in canonical text: given ones and defaults alike.
  public let settings: [NamedSetting]
  /// Given settings that take no part here; faults, unless another variant of the node uses them.
  public let idle: [SettingFault]
}

/// Everything that is wrong with one node's settings.
public struct SettingFaults: Error, Hashable, Sendable {
  public let faults: [SettingFault]
}

extension Stage {
  static func prepare(
    _ given: [NamedSetting], wiring: Wiring
  ) -> Result<PreparedStage, SettingFaults> {
    var (stage, faults) = read(given)
    let names = Set(given.map(\.name))
    // Whoever writes the word for it means the same as who writes nothing.
    let chosen = Set(given.filter { $0.text != .scalar("automatic") }.map(\.name))
    for setting in settings where !chosen.contains(setting.name) {
      setting.resolve?(&stage, wiring)
    }
    guard faults.isEmpty else { return .failure(SettingFaults(faults: faults)) }
    faults += stage.faults(wiring)
    guard faults.isEmpty else { return .failure(SettingFaults(faults: faults)) }
    var used: [NamedSetting] = []
    var idle: [SettingFault] = []
    for setting in settings {
      if setting.isUsed(stage, wiring) {
        used.append(NamedSetting(setting.name, setting.write(stage)))
      } else if names.contains(setting.name) {
        let condition = setting.condition ?? "another setting asks for it"
        idle.append(
          SettingFault("takes part only when \(condition); leave it out", setting: setting.name))
      }
    }
    return .success(PreparedStage(stage: stage, settings: used, idle: idle))
  }

  fileprivate static func read(_ given: [NamedSetting]) -> (stage: Self, faults: [SettingFault]) {
    var stage = Self()
    var faults: [SettingFault] = []
    for item in given {
      guard let setting = settings.first(where: { $0.name == item.name }) else {
        faults.append(unknown(item.name))
        continue
      }
      do throws(SettingFault) {
        try setting.read(item.text, &stage)
      } catch {
        faults.append(
          SettingFault(error.message, setting: item.name, suggestion: error.suggestion))
      }
    }
    return (stage, faults)
  }

  static func restore(_ written: [NamedSetting]) throws(SettingFaults) -> any Stage {
    let (stage, faults) = read(written)
    if !faults.isEmpty { throw SettingFaults(faults: faults) }
    return stage
  }

  private static func unknown(_ name: String) -> SettingFault {
    let known = settings.map(\.name) + inputs.map(\.name)
    return SettingFault(
      "\(Self.name) has no setting or port of this name", setting: name,
      suggestion: nearest(name, in: known))
  }
}
