#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension PosixDisk {
  package func makeFolder(_ path: StorePath) throws(StoreError) {
    guard let last = path.components.last else { throw failure(.makeFolder, path, EEXIST) }
    let folder = try around(path, .makeFolder)
    if case .failure(let error) = systemCall({ mkdirat(folder.raw, last, sharing.folderMode) }) {
      throw failure(.makeFolder, path, error.code)
    }
    if case .failure(let error) = systemCall({
      fchmodat(folder.raw, last, sharing.folderMode, 0)
    }) {
      throw failure(.makeFolder, path, error.code)
    }
    sharing.handOver(last, in: folder.raw)
  }

  package func status(_ path: StorePath) throws(StoreError) -> FileStatus? {
    do throws(StoreError) {
      let folder = try around(path, .inspect)
      var buffer = stat()
      let name = path.components.last ?? "."
      guard fstatat(folder.raw, name, &buffer, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw failure(.inspect, path, errno)
      }
      return FileStatus(buffer)
    } catch {
      if error.code == ENOENT { return nil }
      throw error
    }
  }

  package func list(_ folder: StorePath) throws(StoreError) -> [String] {
    let opened = try descend(folder.components[...], toward: folder, .list)
    guard let stream = fdopendir(opened.raw) else { throw failure(.list, folder, errno) }
    _ = opened.take()  // the stream closes it
    defer { closedir(stream) }
    var names: [String] = []
    errno = 0
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
      errno = 0
    }
    if errno != 0 { throw failure(.list, folder, errno) }
    return names.sorted()
  }

  package func rename(_ old: StorePath, to new: StorePath) throws(StoreError) {
    guard let oldName = old.components.last, let newName = new.components.last else {
      throw failure(.rename, old, EINVAL)
    }
    let source = try around(old, .rename)
    let target = try around(new, .rename)
    if case .failure(let error) = systemCall({
      renameat(source.raw, oldName, target.raw, newName)
    }) {
      throw failure(.rename, new, error.code)
    }
  }

  package func remove(_ path: StorePath) throws(StoreError) {
    guard let last = path.components.last else { throw failure(.remove, path, EINVAL) }
    let folder = try around(path, .remove)
    switch systemCall({ unlinkat(folder.raw, last, 0) }) {
    case .success: return
    // Linux says EISDIR for a folder, POSIX and others EPERM.
    case .failure(let error) where error.code == EISDIR || error.code == EPERM:
      if case .failure(let second) = systemCall({ unlinkat(folder.raw, last, AT_REMOVEDIR) }) {
        throw failure(.remove, path, second.code == ENOTDIR ? error.code : second.code)
      }
    case .failure(let error): throw failure(.remove, path, error.code)
    }
  }
}

extension timespec {
  var nanoseconds: Int64 { Int64(tv_sec) * 1_000_000_000 + Int64(tv_nsec) }
}

extension FileStatus {
  init(_ buffer: stat) {
    let kind: Kind =
      switch buffer.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    #if canImport(Darwin)
      let (modified, changed) = (buffer.st_mtimespec, buffer.st_ctimespec)
    #else
      let (modified, changed) = (buffer.st_mtim, buffer.st_ctim)
    #endif
    self.init(
      kind: kind, size: Int(buffer.st_size), mode: UInt32(buffer.st_mode & 0o7777),
      owner: UInt32(buffer.st_uid), modified: modified.nanoseconds, changed: changed.nanoseconds,
      inode: UInt64(buffer.st_ino), device: UInt64(truncatingIfNeeded: buffer.st_dev))
  }
}
