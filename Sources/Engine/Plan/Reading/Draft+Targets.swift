import Manifest

extension Draft {
  /// The nodes that were asked for, `nil` for all; without brackets every variant is meant, and
  /// the name of a part means all of its nodes.
  mutating func findTargets() -> [Reference]? {
    guard !request.targets.isEmpty else { return nil }
    let file = "NODE"
    sources.append(Source(name: file, text: request.targets.joined(separator: "\n")))
    var found: [Reference] = []
    for (line, text) in request.targets.enumerated() {
      let place = Place(file: file, mark: Mark(line: line + 1, column: 1))
      guard let (name, selection) = WrittenReference.parse(text) else {
        report(.badReference(text), at: place, in: 0)
        continue
      }
      let targets = declarations(named: name)
      if targets.isEmpty, !hasFailed(name) {
        let suggestion = suggestion(for: name, in: Array(declarationByName.keys) + parts)
        report(.unknownNode(name), at: place, in: 0, suggestion: suggestion)
      }
      for target in targets {
        var reference = Reference(target: target, selection: selection, place: place, scope: 0)
        if choose(&reference, otherwise: .all) { found.append(reference) }
      }
    }
    return found
  }

  private func declarations(named name: String) -> [Int] {
    if let one = declarationByName[name] { return [one] }
    guard parts.contains(name) else { return [] }
    return declarations.indices.filter { declarations[$0].name.hasPrefix(name + ".") }
  }
}
