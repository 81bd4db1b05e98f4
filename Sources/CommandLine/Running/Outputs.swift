internal import Engine
internal import Executors
internal import Figures
internal import Glibc
internal import Pipeline
internal import Store

/// Writes the artifacts at the end of the graph where people look for them.
struct Outputs {
  /// What a person reads; other kinds stay in the store until they are exported.
  static let kinds: Set<String> = ["Page", "Table", "Figure"]

  /// The folder of the manifest's outputs.
  let folder: String
  let store: DiskStore
  let portrait: RunPortrait

  /// Throws when nothing could be written into `folder`, so that nobody computes for hours to hear of it.
  static func checkFolder(_ folder: String) throws(ToolFailure) {
    var (place, status) = (folder, stat())
    // The nearest that is there; a link that leads nowhere is.
    while lstat(place, &status) != 0 {
      guard errno == ENOENT else { throw refusal(of: folder, SystemError(code: errno).cause) }
      place = PartFolder.parent(of: place)
    }
    guard stat(place, &status) == 0 else {
      let isLoose = errno == ENOENT
      let cause = isLoose ? "it is a link that leads nowhere" : SystemError(code: errno).cause
      throw refusal(of: folder, "‘\(place)’: " + cause)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw refusal(of: folder, "‘\(place)’ is no folder")
    }
    guard access(place, W_OK | X_OK) == 0 else {
      throw refusal(of: folder, "‘\(place)’: " + SystemError(code: errno).cause)
    }
  }

  /// Throws when a result could not take the place of what is at `path`, which is in a folder of its own.
  static func checkPlace(_ path: String) throws(ToolFailure) {
    try checkFolder(path)
    try checkFolder(PartFolder.parent(of: path))
  }

  private static func refusal(of path: String, _ cause: String) -> ToolFailure {
    ToolFailure(
      .machine,
      "\(path): results cannot be written here: \(cause); name another folder with --out")
  }

  /// Where the results of a node called `name` go.
  static func path(of name: NodeName, in folder: String) -> String {
    ([folder, name.name] + name.labels.map(\.value)).joined(separator: "/")
  }

  /// Does `body` while no other run writes results into the folder.
  ///
  /// While another does, `isInterrupted` is looked at, so that nobody has to wait.
  func alone<Value>(
    unless isInterrupted: () -> Bool, saying say: (String) -> Void,
    _ body: () throws(ToolFailure) -> Value
  ) throws(ToolFailure) -> Value {
    try PartFolder.makeFolder(folder)
    let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    defer { if lock >= 0 { close(lock) } }
    let start = ContinuousClock.now
    var isSaid = false
    // Where there are no locks, two runs at once are on their own.
    while lock >= 0, flock(lock, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
      if isInterrupted() {
        throw ToolFailure(
          .interrupted,
          "interrupted while another run wrote results into \(folder); what was computed is kept")
      }
      if !isSaid, ContinuousClock.now - start > .seconds(1) {
        say("waiting: another run writes results into \(folder)")
        isSaid = true
      }
      usleep(20_000)
    }
    return try body()
  }

  /// Writes one artifact under every name of its node, and returns the folders.
  func write(_ artifact: StoredArtifact, of node: PlannedNode) throws(ToolFailure) -> [String] {
    let stored = try storing { () throws(StoreError) in
      try store.artifact(artifact.digest)
    }
    var folders: [String] = []
    for name in node.names {
      let path = Self.path(of: name, in: folder)
      try write(
        stored, of: artifact.kind == "Page" ? node.id : nil,
        to: PartFolder(PartFolder.behindLinks(path)))
      folders.append(path)
    }
    return folders
  }

  /// Removes what runs that were killed left beside the results of `nodes`.
  func removeLeftovers(of nodes: [PlannedNode]) {
    PartFolder.removeLeftovers(
      beside: nodes.flatMap(\.names).map {
        PartFolder.behindLinks(Self.path(of: $0, in: folder))
      })
  }

  /// `page` is the node of a page, to which what the run tells of it is added.
  private func write(
    _ stored: Parts, of page: Int?, to target: PartFolder
  ) throws(ToolFailure) {
    var parts: [(name: String, bytes: any Bytes)] = []
    for name in stored.names {
      if let bytes = try? stored.bytes(name) { parts.append((name, bytes)) }
    }
    let names = parts.map(\.name)
    target.removeLeftovers(of: names)
    if try target.holdsNothing(but: names), parts.allSatisfy({ isSame($0, in: target) }) { return }
    if let page {
      parts = parts.map { $0.name.hasSuffix(".html") ? ($0.name, surround($0.bytes, page)) : $0 }
    }
    try target.put(parts)
  }

  private func surround(_ html: any Bytes, _ node: Int) -> [UInt8] {
    let page = String(decoding: html.array, as: UTF8.self)
    return Array(adding(surroundings: portrait.surroundings(of: node), toPage: page).utf8)
  }

  /// Whether the file holds the part already; a page may tell of an earlier run.
  private func isSame(_ part: (name: String, bytes: any Bytes), in target: PartFolder) -> Bool {
    guard case .success(let there) = PlainFile.read(target.path + "/" + part.name) else {
      return false
    }
    let wanted = part.bytes.array
    guard there != wanted else { return true }
    let page = removingSurroundings(fromPage: String(decoding: there, as: UTF8.self))
    return part.name.hasSuffix(".html") && Array(page.utf8) == wanted
  }
}
