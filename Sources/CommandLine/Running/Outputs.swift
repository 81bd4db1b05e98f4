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
  let surroundings: Surroundings

  /// Writes one artifact under every name of its node, and returns the folders.
  func write(_ artifact: StoredArtifact, of names: [NodeName]) throws(ToolFailure) -> [String] {
    let stored = try storing { () throws(StoreError) in
      try store.artifact(artifact.digest)
    }
    var folders: [String] = []
    for name in names {
      let path = ([folder, name.name] + name.labels.map(\.value)).joined(separator: "/")
      try write(stored, isPage: artifact.kind == "Page", to: PartFolder(path))
      folders.append(path)
    }
    return folders
  }

  private func write(
    _ stored: Parts, isPage: Bool, to target: PartFolder
  ) throws(ToolFailure) {
    var parts: [(name: String, bytes: any Bytes)] = []
    for name in stored.names {
      guard let bytes = try? stored.bytes(name) else { continue }
      parts.append((name, isPage && name.hasSuffix(".html") ? surround(bytes) : bytes))
    }
    target.removeLeftovers()
    let there = target.files
    if there == parts.map(\.name), parts.allSatisfy({ isSame($0, in: target) }) { return }
    // Files that are not ours stay where they are.
    if Set(there).isSubset(of: stored.names) {
      try target.replace(with: parts)
    } else {
      try target.add(parts)
    }
  }

  private func surround(_ html: any Bytes) -> [UInt8] {
    let page = String(decoding: html.array, as: UTF8.self)
    return Array(adding(surroundings: surroundings, toPage: page).utf8)
  }

  /// Whether the file holds the part already; a page may tell of an earlier run.
  private func isSame(_ part: (name: String, bytes: any Bytes), in target: PartFolder) -> Bool {
    guard case .success(let there) = PlainFile.read(target.path + "/" + part.name) else {
      return false
    }
    let wanted = part.bytes.array
    return there == wanted || part.name.hasSuffix(".html") && surround(there) == wanted
  }
}
