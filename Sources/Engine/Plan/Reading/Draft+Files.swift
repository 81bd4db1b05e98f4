import Manifest

/// The keys at the top of a file.
struct Outline {
  static let keys = ["let", "sweep", "profiles", "takes", "stages"]
  private var entries: [String: Entry] = [:]

  subscript(key: String) -> Entry? { entries[key] }

  fileprivate init(_ entries: [Entry]) {
    self.entries = Dictionary(entries.map { ($0.key, $0) }) { first, _ in first }
  }
}

extension Draft {
  /// Reads the manifest that is run, and everything it includes.
  mutating func read() {
    let source = request.source
    sources.append(source)
    let folder = join(request.workingDirectory, Engine.folder(of: source.name))
    scopes.append(Scope(file: source.name, folder: folder, prefix: "", enclosing: [source.name]))
    guard let outline = outline(of: source, in: 0) else { return }
    if let takes = outline["takes"] { report(.rootTakes, at: takes.keyMark, in: 0) }
    declareVariables(outline, in: 0)
    readProfiles(outline["profiles"], in: 0)
    readOverrides()
    compileVariables(in: 0)
    declareNodes(outline, in: 0)
    checkProfile()
  }

  /// The keys at the top of a file, or `nil` when it cannot be read.
  mutating func outline(of source: Source, in scope: Int) -> Outline? {
    let tree: Tree
    do throws(ManifestError) {
      tree = try parse(source)
    } catch {
      report(.syntax(error), at: error.mark, in: scope)
      return nil
    }
    guard case .map(let entries) = tree.content else {
      if case .scalar("", .plain) = tree.content {
        report(.noStages, at: tree.mark, in: scope)
      } else {
        report(.expected("a map", of: "a manifest"), at: tree.mark, in: scope)
      }
      return nil
    }
    for entry in entries where !Outline.keys.contains(entry.key) {
      let suggestion = suggestion(for: entry.key, in: Outline.keys)
      report(.unknownKey(entry.key), at: entry.keyMark, in: scope, suggestion: suggestion)
    }
    return Outline(entries)
  }

  /// The entries of a map, or a fault that says what it should be.
  mutating func entries(_ entry: Entry?, _ what: String, _ shape: String, in scope: Int) -> [Entry]
  {
    guard let entry else { return [] }
    guard case .map(let entries) = entry.value.content else {
      report(.expected(shape, of: what), at: entry.value.mark, in: scope)
      return []
    }
    return entries
  }
}
