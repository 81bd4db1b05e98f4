import Store

extension Tree {
  /// Makes content or entries durable, and with them the other half of each move.
  mutating func sync(_ inode: Int) {
    if lost.contains(inode) { return }
    switch nodes[inode] {
    case .file(var file):
      file.durable = file.current
      file.pending = []
      nodes[inode] = .file(file)
    case .folder(let folder):
      for change in folder.pending { settle(change.id) }
    default: break
    }
  }

  /// Writes one change of entries to the disk, in all folders it concerns.
  private mutating func settle(_ id: Int) {
    for (index, node) in nodes {
      guard case .folder(var folder) = node,
        let change = folder.pending.first(where: { $0.id == id })
      else { continue }
      folder.durable[change.name] = change.inode
      // What came before for the same name is overtaken.
      folder.pending.removeAll { $0.name == change.name && $0.id <= id }
      nodes[index] = .folder(folder)
    }
  }

  /// What a failed sync does: what was pending may never reach the disk, and nobody says so again.
  mutating func loseSync(of path: StorePath) {
    if case .success(let inode) = inode(path) { lost.insert(inode) }
  }

  /// Whether all of `path`, and the way to it, would survive a loss of power.
  func isDurable(_ path: StorePath) -> Bool {
    var inode = 1
    for component in path.components {
      guard case .folder(let folder) = nodes[inode], let next = folder.durable[component] else {
        return false
      }
      inode = next
    }
    return isDurable(inode)
  }

  private func isDurable(_ inode: Int) -> Bool {
    switch nodes[inode] {
    case .file(let file): file.pending.isEmpty
    case .folder(let folder):
      folder.durable == folder.current && folder.durable.values.allSatisfy(isDurable)
    default: true
    }
  }

  /// The disk as the next process finds it when this one is killed.
  var afterKill: Tree { self }

  /// The disk after a loss of power: each pending write and change of entries may have reached it
  /// whole, in part or not at all, in any order.
  func afterPowerLoss(seed: Int) -> Tree {
    var random = SplitMix(seed)
    var kept: [Int: Bool] = [:]
    var after = self
    for index in nodes.keys.sorted() {
      switch nodes[index] {
      case .folder(let folder):
        var entries = folder.durable
        for change in folder.pending {
          let isKept = kept[change.id] ?? Bool.random(using: &random)
          kept[change.id] = isKept
          if isKept { entries[change.name] = change.inode }
        }
        after.nodes[index] = .folder(FolderNode(durable: entries, current: entries))
      case .file(let file):
        let content = Self.survivors(of: file, &random)
        after.nodes[index] = .file(FileNode(durable: content, current: content))
      default: break
      }
    }
    after.lost = []
    return after
  }

  private static func survivors(of file: FileNode, _ random: inout SplitMix) -> [UInt8] {
    var content = file.durable
    for change in file.pending.shuffled(using: &random) {
      switch change {
      case .truncate(let size):
        if Bool.random(using: &random) { FileNode.cut(to: size, &content) }
      case .write(let offset, let bytes):
        survive(bytes, at: offset, in: &content, &random)
      }
    }
    return content
  }

  private static func survive(
    _ bytes: [UInt8], at offset: Int, in content: inout [UInt8], _ random: inout SplitMix
  ) {
    switch Int.random(in: 0...3, using: &random) {
    case 0: break
    case 1: FileNode.apply(bytes, at: offset, to: &content)
    case 2:
      let torn = bytes.prefix(Int.random(in: 0...bytes.count, using: &random))
      FileNode.apply(Array(torn), at: offset, to: &content)
    default:
      // The new length reached the disk, the bytes did not.
      let zeros = [UInt8](repeating: 0, count: bytes.count)
      FileNode.apply(zeros, at: offset, to: &content)
    }
  }

  /// All paths with the sizes of files, sorted; lists what is reachable.
  var listing: [String] { listing(1, "") }

  private func listing(_ inode: Int, _ prefix: String) -> [String] {
    guard case .folder(let folder) = nodes[inode] else { return [] }
    return folder.current.sorted { $0.key < $1.key }.flatMap { name, child -> [String] in
      switch nodes[child] {
      case .file(let file): ["\(prefix)\(name) \(file.current.count)"]
      default: ["\(prefix)\(name)/"] + listing(child, "\(prefix)\(name)/")
      }
    }
  }

  /// Changes a file's content behind everybody's back, as a failing disk does: no time moves.
  mutating func rot(_ path: StorePath, _ body: (inout [UInt8]) -> Void) {
    guard case .success(let inode) = inode(path), case .file(var file) = nodes[inode] else {
      preconditionFailure("no file at \(path)")
    }
    body(&file.current)
    file.durable = file.current
    nodes[inode] = .file(file)
  }
}
