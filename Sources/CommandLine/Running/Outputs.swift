internal import Engine
internal import Executors
internal import Figures
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

  /// Writes one artifact under every name of its node, and returns the folders.
  func write(_ artifact: StoredArtifact, of node: PlannedNode) throws(ToolFailure) -> [String] {
    let stored = try storing { () throws(StoreError) in
      try store.artifact(artifact.digest)
    }
    var folders: [String] = []
    for name in node.names {
      let path = ([folder, name.name] + name.labels.map(\.value)).joined(separator: "/")
      try write(stored, of: artifact.kind == "Page" ? node.id : nil, to: PartFolder(path))
      folders.append(path)
    }
    return folders
  }

  /// `page` is the node of a page, to which what the run tells of it is added.
  private func write(
    _ stored: Parts, of page: Int?, to target: PartFolder
  ) throws(ToolFailure) {
    var parts: [(name: String, bytes: any Bytes)] = []
    for name in stored.names {
      if let bytes = try? stored.bytes(name) { parts.append((name, bytes)) }
    }
    target.removeLeftovers()
    let there = target.files
    if there == parts.map(\.name), parts.allSatisfy({ isSame($0, in: target) }) { return }
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
