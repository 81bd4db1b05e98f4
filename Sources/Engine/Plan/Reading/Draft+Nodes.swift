import Manifest
import Pipeline

extension Draft {
  /// Keys of a node that are neither ports nor settings.
  static let reserved = ["use", "include", "timeout"]

  /// Declares the nodes of a file, and those of the parts it includes.
  mutating func declareNodes(_ outline: Outline, in scope: Int) {
    let section = outline["stages"]
    let entries = entries(section, "‘stages’", "a map of nodes", in: scope)
    if section == nil {
      report(.noStages, at: Mark(line: 1, column: 1), in: scope)
    }
    for entry in entries where !declareNode(entry, in: scope) {
      failedNames.insert(scopes[scope].prefix + entry.key)
    }
    for entry in entries { checkPlace(of: entry, in: scope) }
  }

  /// Reports a name that would be one of the names of a part in the same file, and be found there.
  private mutating func checkPlace(of entry: Entry, in scope: Int) {
    var part = ""
    for word in entry.key.split(separator: ".", omittingEmptySubsequences: false).dropLast() {
      part += part.isEmpty ? word : "." + word
      guard parts.contains(scopes[scope].prefix + part) else { continue }
      return report(.nameInPart(entry.key, part: part), at: entry.keyMark, in: scope)
    }
  }

  /// Reports a manifest that says all it must and declares no node.
  mutating func reportNothingToDo() {
    guard faults.isEmpty, declarations.isEmpty else { return }
    report(.noStages, at: Mark(line: 1, column: 1), in: 0)
  }

  /// Declares a node or the nodes of a part, unless a fault forbids even that.
  private mutating func declareNode(_ entry: Entry, in scope: Int) -> Bool {
    guard isName(entry.key) else {
      report(.badName(entry.key), at: entry.keyMark, in: scope)
      return false
    }
    let what = "the node ‘\(entry.key)’"
    guard case .map(let settings) = entry.value.content else {
      report(.expected("a map with ‘use: STAGE’", of: what), at: entry.value.mark, in: scope)
      return false
    }
    let use = settings.first { $0.key == "use" }
    let include = settings.first { $0.key == "include" }
    if use != nil, let include {
      report(.bothUseAndInclude(entry.key), at: include.keyMark, in: scope)
      return false
    }
    guard let name = claimName(entry, isPart: include != nil, in: scope) else { return false }
    if let include { return declarePart(name, entry, include, settings, in: scope) }
    declare(name, entry, use, settings, in: scope)
    return true
  }

  /// The full name of a node or part, once it is certain that no other has it.
  private mutating func claimName(_ entry: Entry, isPart: Bool, in scope: Int) -> String? {
    let name = scopes[scope].prefix + entry.key
    guard !isLong(name) else {
      report(.longName(name), at: entry.keyMark, in: scope)
      return nil
    }
    if let other = nameByFolded.updateValue(name, forKey: folded(name)) {
      report(.clash(name, with: other), at: entry.keyMark, in: scope)
      return nil
    }
    if isPart { parts.insert(name) }
    return name
  }

  private mutating func declare(
    _ name: String, _ entry: Entry, _ use: Entry?, _ settings: [Entry], in scope: Int
  ) {
    let place = Place(file: scopes[scope].file, mark: entry.keyMark)
    var declaration = Declaration(name: name, scope: scope, place: place)
    declaration.stage = stage(use, of: entry, in: scope).map { Self.opened($0, for: settings) }
    declaration.isBroken = declaration.stage == nil
    for setting in settings where setting.key != "use" {
      read(setting, into: &declaration)
    }
    declaration.wires.sort { $0.port < $1.port }
    declarationByName[name] = declarations.count
    declarations.append(declaration)
  }

  /// The stage with the ports that its node names, where it is open: keys that are no settings.
  private static func opened(_ stage: StageType, for settings: [Entry]) -> StageType {
    guard stage.isOpen else { return stage }
    let names = settings.map(\.key).filter {
      isName($0) && !reserved.contains($0) && stage.setting($0) == nil && stage.input($0) == nil
    }
    return stage.opening(names)
  }

  private mutating func stage(_ use: Entry?, of entry: Entry, in scope: Int) -> StageType? {
    guard let use else {
      report(.neitherUseNorInclude(entry.key), at: entry.keyMark, in: scope)
      return nil
    }
    guard case .scalar(let name, _) = use.value.content else {
      report(.expected("the name of a stage", of: "‘use’"), at: use.value.mark, in: scope)
      return nil
    }
    if let stage = catalog[name] { return stage }
    let suggestion = suggestion(for: name, in: catalog.names)
    report(.unknownStage(name), at: use.value.mark, in: scope, suggestion: suggestion)
    return nil
  }

  private mutating func read(_ entry: Entry, into declaration: inout Declaration) {
    let scope = declaration.scope
    let (file, folder) = (scopes[scope].file, scopes[scope].folder)
    let place = Place(file: file, mark: entry.value.mark)
    let written = Written(tree: entry.value, file: file, folder: folder, scope: scope)
    let stage = declaration.stage
    if entry.key == "timeout" {
      declaration.timeout = template(written)
    } else if let port = stage?.inputs.firstIndex(where: { $0.name == entry.key }) {
      let (references, isList) = references(entry, in: scope)
      declaration.isBroken = declaration.isBroken || references == nil
      declaration.wires.append(
        .init(port: port, written: references ?? [], isList: isList, place: place))
    } else if let stage, stage.setting(entry.key) == nil {
      let known = stage.inputs.map(\.name) + stage.settings.map(\.name) + Self.reserved
      let suggestion = suggestion(for: entry.key, in: known)
      report(
        .unknownSetting(entry.key, stage: stage.name), at: entry.keyMark, in: scope,
        suggestion: suggestion)
      declaration.isBroken = true
      strayMentions.formUnion(template(written).mentions)
    } else if let template = template(written) {
      let namesFiles = stage?.setting(entry.key)?.namesFiles ?? false
      declaration.settings.append(
        .init(name: entry.key, template: template, place: place, namesFiles: namesFiles))
    } else {
      declaration.isBroken = true
    }
  }

  /// The references that an entry lists, `nil` when one of them is faulty.
  mutating func references(_ entry: Entry, in scope: Int) -> ([WrittenReference]?, isList: Bool) {
    guard case .list(let items) = entry.value.content else {
      let reference = reference(entry.value, in: scope)
      return (reference.map { [$0] }, false)
    }
    let references = items.map { reference($0, in: scope) }
    let found = references.compactMap { $0 }
    return (found.count == references.count ? found : nil, true)
  }

  private mutating func reference(_ tree: Tree, in scope: Int) -> WrittenReference? {
    guard case .scalar(let text, _) = tree.content else {
      report(
        .expected("the name of a node, or a list of them", of: "what is wired to a port"),
        at: tree.mark, in: scope)
      return nil
    }
    let place = Place(file: scopes[scope].file, mark: tree.mark)
    if SubstitutedText.occurs(in: text) {
      report(.substitutedReference, at: place, in: scope)
      return nil
    }
    guard let (name, selection) = WrittenReference.parse(text) else {
      report(.badReference(text), at: place, in: scope)
      return nil
    }
    return WrittenReference(name: name, selection: selection, place: place, scope: scope)
  }
}
