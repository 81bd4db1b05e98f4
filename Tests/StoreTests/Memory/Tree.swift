import Foundation
import Store

/// A file system as a value: what processes see, what is durable, and what is pending between.
struct Tree {
  var nodes: [Int: Node] = [1: .folder(FolderNode())]
  var nextInode = 2
  var nextChange = 1
  /// Nanoseconds since 1970; moves with every operation.
  var clock: Int64 = 1_700_000_000_000_000_000
  /// Change times by inode.
  var changed: [Int: Int64] = [:]
  /// Files and folders whose sync failed: a later sync of them succeeds and does nothing, as
  /// real systems do that mark the pages clean.
  var lost: Set<Int> = []

  var bytesUsed: Int {
    bytes(under: 1)
  }

  private func bytes(under inode: Int) -> Int {
    switch nodes[inode] {
    case .file(let file): file.current.count
    case .folder(let folder): folder.current.values.reduce(0) { $0 + bytes(under: $1) }
    default: 0
    }
  }

  /// The inode at `path`, which a link does not lead to.
  func inode(_ path: StorePath) -> Result<Int, Errno> {
    var inode = 1
    for component in path.components {
      switch nodes[inode] {
      case .folder(let folder):
        guard let next = folder.current[component] else { return .failure(Errno(ENOENT)) }
        inode = next
      case .link: return .failure(Errno(ELOOP))
      default: return .failure(Errno(ENOTDIR))
      }
    }
    return .success(inode)
  }

  func folder(_ path: StorePath) -> Result<FolderNode, Errno> {
    inode(path).flatMap { inode in
      if case .folder(let folder) = nodes[inode] {
        .success(folder)
      } else {
        .failure(Errno(ENOTDIR))
      }
    }
  }

  func status(_ path: StorePath) -> FileStatus? {
    guard case .success(let inode) = inode(path), let node = nodes[inode] else { return nil }
    let time = changed[inode] ?? 0
    var status = FileStatus(
      kind: .folder, size: 0, mode: 0o700, owner: UInt32(geteuid()), modified: time,
      changed: time, inode: UInt64(inode), device: 1)
    switch node {
    case .folder: break
    case .link: status.kind = .link
    case .file(let file):
      status.kind = .file
      status.mode = 0o444
      status.size = file.current.count
    }
    return status
  }

  mutating func add(_ path: StorePath, _ node: Node) -> Result<Int, Errno> {
    let name = path.components.last ?? ""
    switch inode(path.folder) {
    case .failure(let error): return .failure(error)
    case .success(let parent):
      guard case .folder(let folder) = nodes[parent] else { return .failure(Errno(ENOTDIR)) }
      guard folder.current[name] == nil else { return .failure(Errno(EEXIST)) }
      let inode = nextInode
      nextInode += 1
      nodes[inode] = node
      changed[inode] = clock
      change([(parent, name, inode)])
      return .success(inode)
    }
  }

  mutating func open(_ path: StorePath, _ use: FileUse) -> Result<Int, Errno> {
    if use == .create { return add(path, .file(FileNode())) }
    switch inode(path) {
    case .failure(let error) where error.code == ENOENT && [.lock, .update].contains(use):
      return add(path, .file(FileNode()))
    case .failure(let error): return .failure(error)
    case .success(let inode):
      switch (nodes[inode], use) {
      case (.link, _): return .failure(Errno(ELOOP))
      case (.file, .folder): return .failure(Errno(ENOTDIR))
      default: return .success(inode)
      }
    }
  }

  mutating func write(_ bytes: [UInt8], at offset: Int, of inode: Int) {
    guard case .file(var file) = nodes[inode] else { return }
    file.write(bytes, at: offset)
    nodes[inode] = .file(file)
    changed[inode] = clock
  }

  mutating func truncate(to size: Int, _ inode: Int) {
    guard case .file(var file) = nodes[inode] else { return }
    file.truncate(to: size)
    nodes[inode] = .file(file)
    changed[inode] = clock
  }

  mutating func rename(_ old: StorePath, to new: StorePath) -> Result<Void, Errno> {
    guard case .success(let moved) = inode(old), case .success(let source) = inode(old.folder),
      case .success(let target) = inode(new.folder)
    else { return .failure(Errno(ENOENT)) }
    if case .success(let existing) = inode(new), let code = clash(moved, existing) {
      return .failure(Errno(code))
    }
    change([
      (source, old.components.last ?? "", nil), (target, new.components.last ?? "", moved),
    ])
    return .success(())
  }

  /// Why `moved` cannot take the place of `existing`.
  private func clash(_ moved: Int, _ existing: Int) -> Int32? {
    switch (nodes[moved], nodes[existing]) {
    case (.folder, .folder(let folder)): folder.current.isEmpty ? nil : ENOTEMPTY
    case (.folder, _): ENOTDIR
    case (_, .folder): EISDIR
    default: nil
    }
  }

  mutating func remove(_ path: StorePath) -> Result<Void, Errno> {
    switch inode(path) {
    case .failure(let error): return .failure(error)
    case .success(let inode):
      if case .folder(let folder) = nodes[inode], !folder.current.isEmpty {
        return .failure(Errno(ENOTEMPTY))
      }
      guard case .success(let parent) = self.inode(path.folder) else {
        return .failure(Errno(ENOENT))
      }
      change([(parent, path.components.last ?? "", nil)])
      return .success(())
    }
  }

  /// Notes one change of one or two folders, which reaches the disk as a whole or not at all.
  private mutating func change(_ entries: [(folder: Int, name: String, inode: Int?)]) {
    for (index, name, inode) in entries {
      guard case .folder(var folder) = nodes[index] else { continue }
      folder.current[name] = inode
      folder.pending.append(FolderNode.Change(id: nextChange, name: name, inode: inode))
      nodes[index] = .folder(folder)
    }
    nextChange += 1
  }
}

/// A file, a folder or a link.
enum Node {
  case file(FileNode)
  case folder(FolderNode)
  case link
}

/// A file's content.
struct FileNode {
  /// A change that may or may not have reached the disk.
  enum Change {
    case write(offset: Int, bytes: [UInt8])
    case truncate(size: Int)
  }

  var durable: [UInt8] = []
  var current: [UInt8] = []
  var pending: [Change] = []

  mutating func write(_ bytes: [UInt8], at offset: Int) {
    Self.apply(bytes, at: offset, to: &current)
    pending.append(.write(offset: offset, bytes: bytes))
  }

  mutating func truncate(to size: Int) {
    Self.cut(to: size, &current)
    pending.append(.truncate(size: size))
  }

  /// Makes `content` `size` bytes long, as the system does: zeros fill what is new.
  static func cut(to size: Int, _ content: inout [UInt8]) {
    content = Array(content.prefix(size))
    content += [UInt8](repeating: 0, count: size - content.count)
  }

  static func apply(_ bytes: [UInt8], at offset: Int, to content: inout [UInt8]) {
    if content.count < offset + bytes.count {
      content += [UInt8](repeating: 0, count: offset + bytes.count - content.count)
    }
    content.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
  }
}

/// A folder's entries.
struct FolderNode {
  struct Change {
    var id: Int
    var name: String
    /// The inode that the name leads to now, or `nil` when it is gone.
    var inode: Int?
  }

  var durable: [String: Int] = [:]
  var current: [String: Int] = [:]
  var pending: [Change] = []
}
