import Pipeline

/// A value with every `${…}` filled in; each text remembers where it was written.
indirect enum Value: Sendable {
  case scalar(Text)
  case list([Value])
  case map([(key: String, value: Value)])

  /// Text together with its origin.
  struct Text: Sendable {
    var string: String
    /// The folder that a path begins in: the manifest's, or the working directory for `--set`.
    var folder: String
    /// Where the text was written.
    var place: Place
  }

  /// Where the first text was written.
  var place: Place? {
    switch self {
    case .scalar(let text): text.place
    case .list(let items): firstPlace(items) { $0.place }
    case .map(let pairs): firstPlace(pairs) { $0.value.place }
    }
  }

  /// The value as a setting reads it; paths of a setting that names files are resolved.
  func settingText(namesFiles: Bool) -> SettingText {
    switch self {
    case .scalar(let text):
      namesFiles && !["", "automatic"].contains(text.string)
        ? .file(join(text.folder, text.string)) : .scalar(text.string)
    case .list(let items):
      .list(items.map { $0.settingText(namesFiles: namesFiles) })
    case .map(let pairs):
      .map(pairs.map { .init($0.key, $0.value.settingText(namesFiles: namesFiles)) })
    }
  }
}

/// The first place among `items`; each is asked once, where a lazy sequence would ask twice and
/// so double the work with every level.
func firstPlace<Item>(_ items: [Item], _ place: (Item) -> Place?) -> Place? {
  for item in items {
    if let place = place(item) { return place }
  }
  return nil
}

/// `path` seen from `folder`; `..` stays, since a link may stand before it.
func join(_ folder: String, _ path: String) -> String {
  if path.hasPrefix("/") || folder.isEmpty { return path }
  var rest = path[...]
  while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
  return folder.hasSuffix("/") ? folder + rest : folder + "/" + rest
}

/// The path without `.` and `..`, for comparisons; by its text alone, though a link can make `..` mean another folder.
func plain(_ path: String) -> String {
  var components: [Substring] = []
  for component in path.split(separator: "/") where component != "." {
    if component == "..", let last = components.last, last != ".." {
      components.removeLast()
    } else {
      components.append(component)
    }
  }
  return (path.hasPrefix("/") ? "/" : "") + components.joined(separator: "/")
}

/// The folder that the file at `path` lies in, empty for a bare file name.
func folder(of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return "" }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}
