import Foundation
import Pipeline
import Store
import Synchronization

/// A disk in memory that counts every operation and can fail or stop at any of them.
///
/// Beside what a process sees it keeps what would survive a loss of power; see `Tree`.
final class MemoryDisk: Disk {
  struct State {
    var tree = Tree()
    var handles: [Int32: Handle] = [:]
    var nextDescriptor: Int32 = 3
    var log: [LogEntry] = []
    var trouble: Trouble?
    var isStopped = false
    var locking = true
    var capacity = Int.max
    var shortWrites = false
  }

  struct Handle {
    var inode: Int
    var offset = 0
    var lock: LockKind?
  }

  /// One operation as the store asked for it.
  struct LogEntry: Hashable {
    var operation: String
    var path: StorePath
    var failed = false
  }

  /// What goes wrong at one operation.
  enum Trouble: Hashable {
    case fail(at: Int, code: Int32)
    /// The operation and all later ones do not happen: the process was killed, or power went.
    case stop(at: Int)
  }

  let name = "memory"
  private let model: Mutex<State>

  init(_ tree: Tree = Tree(), trouble: Trouble? = nil) {
    model = Mutex(State(tree: tree, trouble: trouble))
  }

  /// The error number of everything after a stop.
  static let stopped: Int32 = 9999

  func with<Value: Sendable>(_ body: (inout sending State) -> sending Value) -> Value {
    model.withLock { body(&$0) }
  }

  var tree: Tree { model.withLock { $0.tree } }
  var log: [LogEntry] { model.withLock { $0.log } }
  var openFiles: Int { model.withLock { $0.handles.count } }

  /// Logs an operation, lets trouble happen, and does `body`.
  private func perform<Value>(
    _ operation: IOFailure.Operation, _ path: StorePath,
    _ body: (inout State) -> Result<Value, Errno>
  ) throws(StoreError) -> Value {
    let result: Result<Value, Errno> = model.withLock { state in
      if state.isStopped { return .failure(Errno(Self.stopped)) }
      let index = state.log.count
      state.log.append(LogEntry(operation: "\(operation)", path: path))
      state.tree.clock += 1_000_000
      if let code = state.begin(index) {
        state.log[index].failed = true
        if operation == .sync { state.tree.loseSync(of: path) }
        return .failure(Errno(code))
      }
      return body(&state)
    }
    switch result {
    case .success(let value): return value
    case .failure(let error):
      throw .io(IOFailure(operation, path: "\(name)/\(path)", code: error.code))
    }
  }

  func makeFolder(_ path: StorePath) throws(StoreError) {
    try perform(.makeFolder, path) { state in
      state.tree.add(path, .folder(FolderNode())).map { _ in }
    }
  }

  func open(_ path: StorePath, for use: FileUse) throws(StoreError) -> OpenFile {
    let inode = try perform(use == .create ? .create : .open, path) { state in
      state.tree.open(path, use)
    }
    return model.withLock { state in
      state.nextDescriptor += 1
      state.handles[state.nextDescriptor] = Handle(inode: inode)
      return OpenFile(descriptor: state.nextDescriptor, path: path)
    }
  }

  func reserve(_ count: Int, for file: OpenFile) throws(StoreError) {
    try perform(.reserve, file.path) { state -> Result<Void, Errno> in
      state.tree.bytesUsed + count > state.capacity ? .failure(Errno(ENOSPC)) : .success(())
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer, to file: OpenFile) throws(StoreError) -> Int {
    let offset = model.withLock { $0.handles[file.descriptor]?.offset ?? 0 }
    let count = try write(bytes, to: file, at: offset)
    model.withLock { $0.handles[file.descriptor]?.offset += count }
    return count
  }

  func write(
    _ bytes: UnsafeRawBufferPointer, to file: OpenFile, at offset: Int
  ) throws(StoreError) -> Int {
    let content = Array(bytes)
    return try perform(.write, file.path) { state in
      guard let handle = state.handles[file.descriptor] else { return .failure(Errno(EBADF)) }
      let room = state.capacity - min(state.capacity, state.tree.bytesUsed)
      if room == 0 { return .failure(Errno(ENOSPC)) }
      let count = min(content.count, room, state.shortWrites ? 1000 : .max)
      state.tree.write(Array(content.prefix(count)), at: offset, of: handle.inode)
      return .success(count)
    }
  }

  func truncate(_ file: OpenFile, to size: Int) throws(StoreError) {
    try perform(.truncate, file.path) { state -> Result<Void, Errno> in
      guard let handle = state.handles[file.descriptor] else { return .failure(Errno(EBADF)) }
      state.tree.truncate(to: size, handle.inode)
      return .success(())
    }
  }

  func read(_ file: OpenFile) throws(StoreError) -> any Bytes { try content(file) { $0 } }

  func read(_ file: OpenFile, _ range: Range<Int>) throws(StoreError) -> any Bytes {
    try content(file) { Array($0[range]) }
  }

  private func content(
    _ file: OpenFile, _ part: ([UInt8]) -> [UInt8]
  ) throws(StoreError) -> [UInt8] {
    try perform(.read, file.path) { state -> Result<[UInt8], Errno> in
      guard let handle = state.handles[file.descriptor],
        case .file(let node) = state.tree.nodes[handle.inode]
      else { return .failure(Errno(EISDIR)) }
      return .success(part(node.current))
    }
  }

  func sync(_ file: OpenFile) throws(StoreError) {
    try perform(.sync, file.path) { state -> Result<Void, Errno> in
      guard let handle = state.handles[file.descriptor] else { return .failure(Errno(EBADF)) }
      state.tree.sync(handle.inode)
      return .success(())
    }
  }

  func lock(_ file: OpenFile, _ kind: LockKind) throws(StoreError) -> LockOutcome {
    try perform(.lock, file.path) { state in
      guard let handle = state.handles[file.descriptor] else { return .failure(Errno(EBADF)) }
      guard state.locking else { return .success(.unsupported) }
      let others = state.handles.filter { $0.key != file.descriptor }.values
        .filter { $0.inode == handle.inode }.compactMap(\.lock)
      if others.contains(.exclusive) || (kind == .exclusive && !others.isEmpty) {
        return .success(.busy)
      }
      state.handles[file.descriptor]?.lock = kind
      return .success(.taken)
    }
  }

  func close(_ file: OpenFile) {
    model.withLock { _ = $0.handles.removeValue(forKey: file.descriptor) }
  }

  func status(_ path: StorePath) throws(StoreError) -> FileStatus? {
    try perform(.inspect, path) { state in .success(state.tree.status(path)) }
  }

  func list(_ folder: StorePath) throws(StoreError) -> [String] {
    try perform(.list, folder) { state in state.tree.folder(folder).map { $0.current.keys.sorted() }
    }
  }

  func rename(_ old: StorePath, to new: StorePath) throws(StoreError) {
    try perform(.rename, new) { state in state.tree.rename(old, to: new) }
  }

  func remove(_ path: StorePath) throws(StoreError) {
    try perform(.remove, path) { state in state.tree.remove(path) }
  }

  func state() throws(StoreError) -> DiskState {
    try perform(.inspect, .root) { state in
      let free = max(0, state.capacity - state.tree.bytesUsed)
      return .success(DiskState(freeBytes: free, now: state.tree.clock))
    }
  }
}

extension MemoryDisk.State {
  /// The error number that operation `index` fails with, if it does.
  fileprivate mutating func begin(_ index: Int) -> Int32? {
    switch trouble {
    case .fail(index, let code): return code
    case .stop(index):
      isStopped = true
      return MemoryDisk.stopped
    default: return nil
    }
  }
}

/// The system's number for what went wrong.
struct Errno: Error {
  var code: Int32
  init(_ code: Int32) { self.code = code }
}
