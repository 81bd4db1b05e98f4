import Manifest

extension Draft {
  /// Resolves the names in a written value; `nil`, and a fault, when one is not known.
  mutating func template(_ written: Written) -> Template? {
    let place = Place(file: written.file, mark: written.tree.mark)
    switch written.tree.content {
    case .scalar(let text, _):
      return scalar(text, .init(place: place, folder: written.folder), in: written.scope)
    case .list(let items):
      let templates = items.map { template(written.with($0)) }
      return templates.contains { $0 == nil } ? nil : .list(templates.compactMap { $0 })
    case .map(let entries):
      let pairs = entries.map { (key: $0.key, value: template(written.with($0.value))) }
      guard pairs.allSatisfy({ $0.value != nil }) else { return nil }
      return .map(pairs.compactMap { pair in pair.value.map { (pair.key, $0) } })
    }
  }

  private mutating func scalar(
    _ text: String, _ origin: Template.Origin, in scope: Int
  ) -> Template? {
    guard let stretches = SubstitutedText.stretches(of: text) else {
      let place = place(of: "${", from: origin.place)
      report(.unclosedSubstitution, at: place, in: scope)
      return nil
    }
    var pieces: [Template.Piece] = []
    for stretch in stretches {
      switch stretch {
      case .text(let text): pieces.append(.text(text))
      case .name(let name):
        if let variable = scopes[scope].variables[name] {
          pieces.append(.variable(variable))
        } else {
          let place = place(of: "${\(name)}", from: origin.place)
          let suggestion = suggestion(for: name, in: scopes[scope].variables.keys)
          report(.unknownVariable(name), at: place, in: scope, suggestion: suggestion)
        }
      }
    }
    let template = Template.scalar(pieces, origin)
    if pieces.count == stretches.count { return template }
    strayMentions.formUnion(Template?.some(template).mentions)
    return nil
  }
}

extension Written {
  /// Another tree of the same source.
  func with(_ tree: Tree) -> Written {
    Written(tree: tree, file: file, folder: folder, scope: scope)
  }
}

extension Optional where Wrapped == Template {
  /// The variables that are mentioned, if there is a value.
  var mentions: Set<Int> {
    var found: Set<Int> = []
    self?.forEachVariable { found.insert($0) }
    return found
  }
}
