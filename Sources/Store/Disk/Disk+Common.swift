internal import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension Disk {
  /// The whole content of the file at `path`.
  func content(of path: StorePath) throws(StoreError) -> any Bytes {
    let file = try open(path, for: .read)
    defer { close(file) }
    return try read(file)
  }

  /// Makes the entries of `folder` survive a loss of power.
  func syncFolder(_ folder: StorePath) throws(StoreError) {
    let file = try open(folder, for: .folder)
    defer { close(file) }
    try sync(file)
  }

  /// Makes `folder`, durably unless told otherwise, when it is not there.
  func makeFolderIfMissing(_ folder: StorePath, durably: Bool = true) throws(StoreError) {
    if try status(folder)?.kind == .folder { return }
    do throws(StoreError) {
      try makeFolder(folder)
    } catch {
      guard error.code == EEXIST else { throw error }
      guard try status(folder)?.kind == .folder else { throw .planted(path: "\(name)/\(folder)") }
      return
    }
    guard durably else { return }
    do throws(StoreError) {
      try syncFolder(folder.folder)
    } catch {
      // Others would take the folder for durable.
      try? remove(folder)
      throw error
    }
  }

  /// Removes what is at `path` with all that is in it; links are removed, never followed.
  func removeTree(_ path: StorePath) throws(StoreError) {
    guard let status = try status(path) else { return }
    if status.kind == .folder {
      for name in try list(path) {
        if let child = path.listed(name) { try removeTree(child) }
      }
    }
    try remove(path)
  }
}
