import Manifest

extension Draft {
  /// Puts in the nodes of another file, whose names begin with the part's name.
  mutating func declarePart(
    _ name: String, _ entry: Entry, _ include: Entry, _ settings: [Entry], in outer: Int
  ) -> Bool {
    guard let source = loadPart(include, in: outer) else { return false }
    let note = Diagnostic.Note(
      file: scopes[outer].file, mark: entry.keyMark, message: "included as ‘\(entry.key)’ here")
    let inner = scopes.count
    scopes.append(
      Scope(
        file: source.name,
        folder: join(request.workingDirectory, Engine.folder(of: source.name)),
        prefix: name + ".", notes: [note] + scopes[outer].notes,
        enclosing: scopes[outer].enclosing + [source.name]))
    guard let outline = outline(of: source, in: inner) else { return false }
    declareVariables(outline, in: inner)
    readProfiles(outline["profiles"], in: inner)
    let given = settings.filter { !["include", "use"].contains($0.key) }
    let takes = readTakes(outline["takes"], in: inner)
    for setting in given {
      give(setting, takes: takes, to: inner, from: outer)
    }
    for port in takes where scopes[inner].takes[port] == nil {
      report(
        .partNeeds(port, file: source.name), at: entry.keyMark, in: outer)
      scopes[inner].takes[port] = []
    }
    compileVariables(in: inner)
    declareNodes(outline, in: inner)
    return true
  }

  private mutating func loadPart(_ include: Entry, in scope: Int) -> Source? {
    guard case .scalar(let path, _) = include.value.content, !path.isEmpty else {
      report(.expected("the path of a file", of: "‘include’"), at: include.value.mark, in: scope)
      return nil
    }
    guard !SubstitutedText.occurs(in: path) else {
      report(.substitutedInclude, at: include.value.mark, in: scope)
      return nil
    }
    let file = join(Engine.folder(of: scopes[scope].file), path)
    let enclosing = scopes[scope].enclosing.map(plain)
    guard !enclosing.contains(plain(file)) else {
      report(.includesItself(file: file), at: include.value.mark, in: scope)
      return nil
    }
    guard scopes[scope].enclosing.count <= PlanLimit.depth else {
      report(.includedTooDeep, at: include.value.mark, in: scope)
      return nil
    }
    guard scopes.count <= PlanLimit.parts else {
      if !faults.contains(where: { $0.reason == .tooManyParts }) {
        report(.tooManyParts, at: include.value.mark, in: scope)
      }
      return nil
    }
    // Two files on the disk may have names that are equal as texts and differ in how accents are written.
    if let source = sources.first(where: { $0.name.utf8.elementsEqual(file.utf8) }) {
      return source
    }
    switch request.load(file) {
    case .success(var source):
      source.name = file
      sources.append(source)
      return source
    case .failure(let fault):
      report(.unreadable(file: file, cause: fault.cause), at: include.value.mark, in: scope)
      return nil
    }
  }

  private mutating func readTakes(_ section: Entry?, in scope: Int) -> [String] {
    guard let section else { return [] }
    let shape = "a list of names"
    guard case .list(let items) = section.value.content else {
      report(.expected(shape, of: "‘takes’"), at: section.value.mark, in: scope)
      return []
    }
    var names: [String] = []
    for item in items {
      guard case .scalar(let name, _) = item.content else {
        report(.expected(shape, of: "‘takes’"), at: item.mark, in: scope)
        continue
      }
      guard isName(name) else {
        report(.badName(name), at: item.mark, in: scope)
        continue
      }
      if let other = nameByFolded.updateValue(
        scopes[scope].prefix + name, forKey: folded(scopes[scope].prefix + name))
      {
        report(.clash(name, with: other), at: item.mark, in: scope)
      }
      names.append(name)
    }
    return names
  }

  /// Wires an input of the part, or replaces one of its variables, as the including node says.
  ///
  /// A sweep that is given a value made of other variables varies as they do, and no longer on its own.
  private mutating func give(_ entry: Entry, takes: [String], to inner: Int, from outer: Int) {
    if takes.contains(entry.key) {
      let given = references(entry, in: outer).0
      if given?.isEmpty == true { report(.emptyPort(entry.key), at: entry.value.mark, in: outer) }
      scopes[inner].takes[entry.key] = given ?? []
    } else if let variable = scopes[inner].variables[entry.key] {
      let (file, folder) = (scopes[outer].file, scopes[outer].folder)
      let written = Written(tree: entry.value, file: file, folder: folder, scope: outer)
      if variables[variable].isSwept, case .scalar(let text, _) = entry.value.content,
        SubstitutedText.occurs(in: text)
      {
        variables[variable].pin = written
      } else {
        replace(variable, by: written)
      }
    } else {
      let known = takes + scopes[inner].variables.keys
      let suggestion = suggestion(for: entry.key, in: known)
      report(
        .unknownPartKey(entry.key, file: scopes[inner].file), at: entry.keyMark, in: outer,
        suggestion: suggestion)
    }
  }
}
