import Manifest

extension Draft {
  /// Applies what `--set` said, each override on a line of its own in messages.
  mutating func readOverrides() {
    guard !request.overrides.isEmpty else { return }
    let lines = request.overrides.map { String($0.map { $0.isNewline ? " " : $0 }) }
    sources.append(Source(name: Override.file, text: lines.joined(separator: "\n")))
    for (index, text) in request.overrides.enumerated() { apply(Override(text, line: index + 1)) }
  }

  private mutating func apply(_ override: Override) {
    let place = Place(file: Override.file, mark: Mark(line: override.line, column: 1))
    guard let text = override.value, !override.name.isEmpty else {
      return report(.setWithoutValue, at: place, in: 0)
    }
    let known = scopes[0].variables.filter { variables[$0.value].isSwept == override.isSweep }
    guard let variable = known[override.name] else {
      let suggestion = suggestion(for: override.name, in: known.keys)
      let reason: PlanFault.Reason =
        override.isSweep ? .setUnknownAxis(override.name) : .setUnknown(override.name)
      return report(
        reason, at: place, in: 0, suggestion: suggestion.map { override.prefix + $0 })
    }
    let start = Mark(line: override.line, column: override.valueColumn)
    guard let tree = tree(of: text, at: start, isSweep: override.isSweep) else { return }
    let value = Written(
      tree: tree, file: Override.file, folder: request.workingDirectory, scope: 0)
    replace(variable, by: value)
  }

  /// The value of an override: brackets as in a manifest, commas in a sweep, or plain text.
  private mutating func tree(of text: String, at start: Mark, isSweep: Bool) -> Tree? {
    if text.hasPrefix("[") || text.hasPrefix("{") {
      return bracketed(text, at: start)
    }
    guard isSweep else { return Tree(.scalar(text, style: .plain), at: start) }
    var column = start.column
    var items: [Tree] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let mark = Mark(line: start.line, column: column)
      items.append(Tree(.scalar(trimmed(part), style: .plain), at: mark))
      column += part.unicodeScalars.count + 1
    }
    return Tree(.list(items), at: start)
  }

  private mutating func bracketed(_ text: String, at start: Mark) -> Tree? {
    let key = "value: "
    let shift = start.column - key.count - 1
    do throws(ManifestError) {
      let line = String(text.map { $0.isNewline ? " " : $0 })
      let tree = try parse(Source(name: Override.file, text: key + line))
      guard case .map(let entries) = tree.content, let value = entries.first?.value else {
        return nil
      }
      return value.moved(to: start.line, by: shift)
    } catch {
      let place = Place(
        file: Override.file, mark: Mark(line: start.line, column: error.mark.column + shift))
      report(.badValue(error.message), at: place, in: 0)
      return nil
    }
  }
}

/// One `--set`, taken apart.
private struct Override {
  static let file = "--set"
  var line: Int
  var prefix = ""
  var name: String
  var value: String?
  var valueColumn = 1
  var isSweep: Bool { !prefix.isEmpty }

  init(_ text: String, line: Int) {
    self.line = line
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    name = trimmed(sides[0])
    if sides.count == 2 {
      value = String(sides[1])
      valueColumn = sides[0].unicodeScalars.count + 2
    }
    if name.hasPrefix("sweep.") {
      prefix = "sweep."
      name = String(name.dropFirst(prefix.count))
    }
  }
}

extension Tree {
  fileprivate func moved(to line: Int, by columns: Int) -> Tree {
    func moved(_ mark: Mark) -> Mark { Mark(line: line, column: mark.column + columns) }
    let content: Content =
      switch self.content {
      case .scalar: self.content
      case .list(let items): .list(items.map { $0.moved(to: line, by: columns) })
      case .map(let entries):
        .map(
          entries.map {
            Entry(
              key: $0.key, keyMark: moved($0.keyMark),
              value: $0.value.moved(to: line, by: columns))
          })
      }
    return Tree(content, at: moved(mark))
  }
}
