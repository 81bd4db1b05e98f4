internal import Foundation
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The real disk, reached from one open folder downwards.
///
/// Each operation walks from the root's descriptor and opens every folder on the way without
/// following links, so a link planted anywhere inside is an error and never a detour.
package final class PosixDisk: Disk {
  package let name: String
  private let root: Int32
  private let locking: Bool
  /// How what is made becomes the property of all who may use the store.
  let sharing: StoreSharing
  /// The store's own folders, each opened once: like the root, they stay what they are.
  private let rooms = Mutex<[String: Int32]>([:])

  /// Opens the folder at `path`; links on the way to it are the user's own business.
  ///
  /// - Parameters:
  ///   - create: Makes the folder, and those above it, when they are missing.
  ///   - locking: Without it all locks are reported as unsupported.
  package init(at path: String, create: Bool, locking: Bool = true) throws(StoreError) {
    name = path
    self.locking = locking
    if create { try Self.makeRoot(path) }
    switch systemCall({ Foundation.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }) {
    case .success(let descriptor):
      root = descriptor
      sharing = StoreSharing(root: descriptor)
    case .failure(let error) where error.code == ENOENT: throw .absent(path: path)
    case .failure(let error): throw .io(IOFailure(.open, path: path, code: error.code))
    }
  }

  deinit {
    for room in rooms.withLock({ $0 }).values { _ = systemClose(room) }
    _ = systemClose(root)
  }

  private static func makeRoot(_ path: String) throws(StoreError) {
    let above = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    if !above.isEmpty, !FileManager.default.fileExists(atPath: above) { try makeRoot(above) }
    guard mkdir(path, 0o700) != 0 else { return }
    let code = errno
    if code != EEXIST { throw .io(IOFailure(.makeFolder, path: path, code: code)) }
  }

  func failure(_ operation: IOFailure.Operation, _ path: StorePath, _ code: Int32) -> StoreError {
    let full = path.components.isEmpty ? name : "\(name)/\(path)"
    return .io(IOFailure(operation, path: full, code: code))
  }

  /// The folder that `components` lead to, none of them a link.
  func descend(
    _ components: ArraySlice<String>, toward path: StorePath, _ operation: IOFailure.Operation
  ) throws(StoreError) -> Descriptor {
    var rest = components
    var start = root
    if rest.count > 1, let room = rest.first.flatMap(StoreRoom.init) {
      start = try descriptor(of: room, path, operation)
      rest = rest.dropFirst()
    }
    var folder = try step(start, rest.first ?? ".", path, operation)
    for component in rest.dropFirst() {
      folder = try step(folder.raw, component, path, operation)
    }
    return folder
  }

  private func descriptor(
    of room: StoreRoom, _ path: StorePath, _ operation: IOFailure.Operation
  ) throws(StoreError) -> Int32 {
    try rooms.withLock { (rooms) throws(StoreError) in
      if let known = rooms[room.rawValue] { return known }
      let opened = try step(root, room.rawValue, path, operation).take()
      rooms[room.rawValue] = opened
      return opened
    }
  }

  private func step(
    _ folder: Int32, _ component: String, _ path: StorePath, _ operation: IOFailure.Operation
  ) throws(StoreError) -> Descriptor {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    switch systemCall({ openat(folder, component, flags) }) {
    case .success(let descriptor): return Descriptor(raw: descriptor)
    case .failure(let error): throw failure(operation, path, error.code)
    }
  }

  /// The folder around `path`, and the name in it.
  func around(
    _ path: StorePath, _ operation: IOFailure.Operation
  ) throws(StoreError) -> Descriptor {
    try descend(path.components.dropLast(), toward: path, operation)
  }

  package func lock(_ file: OpenFile, _ kind: LockKind) throws(StoreError) -> LockOutcome {
    guard locking else { return .unsupported }
    let mode = (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB
    switch systemCall({ flock(file.descriptor, mode) }) {
    case .success: return .taken
    case .failure(let error):
      switch error.code {
      case EWOULDBLOCK: return .busy
      case ENOLCK, ENOSYS, EOPNOTSUPP, EINVAL: return .unsupported
      default: throw failure(.lock, file.path, error.code)
      }
    }
  }

  package func state() throws(StoreError) -> DiskState {
    var space = statvfs()
    guard fstatvfs(root, &space) == 0 else { throw failure(.inspect, .root, errno) }
    // A file system without any blocks does not count them.
    let free =
      space.f_blocks == 0 ? nil : Int(clamping: UInt64(space.f_bavail) * UInt64(space.f_frsize))
    return DiskState(freeBytes: free, now: SystemClock.now())
  }
}
