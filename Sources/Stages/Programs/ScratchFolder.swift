internal import FoundationEssentials
internal import Glibc
internal import Pipeline

/// A fresh folder for one run of a program, removed afterwards.
///
/// Its lock says that somebody works in it; what killed runs left is recognised by a lock that nobody holds and removed by the
/// next run. All of them lie in one folder of the user's own below `TMPDIR`.
struct ScratchFolder {
  let path: String
  private let lock: Int32

  /// Makes the folder.
  static func make() throws(StageError) -> ScratchFolder {
    let parent = try home()
    removeLeftovers(in: parent)
    while true {
      guard let path = fresh(in: parent) else {
        throw ProgramFault.folder(parent, action: "make a folder in it", .last).error
      }
      let lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      // Another run may have taken it for a leftover before it was locked.
      if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0, isSame(lock, path) {
        return ScratchFolder(path: path, lock: lock)
      }
      close(lock)
    }
  }

  /// Removes it with all that is in it; whether nothing is left.
  func remove() -> Bool {
    defer { close(lock) }
    return Self.remove(path)
  }

  /// Removes a folder, also where it holds folders that their owner may not write to.
  private static func remove(_ path: String) -> Bool {
    if (try? FileManager.default.removeItem(atPath: path)) != nil { return true }
    makeWritable(path)
    return (try? FileManager.default.removeItem(atPath: path)) != nil
  }

  /// Lets their owner write to a folder and to those in it; a link leads nowhere.
  private static func makeWritable(_ folder: String) {
    chmod(folder, 0o700)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      var status = stat()
      let path = folder + "/" + name
      if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { makeWritable(path) }
    }
  }

  /// Makes a folder in it.
  func makeFolder(_ name: String) throws(StageError) {
    var folder = path
    for component in name.split(separator: "/") {
      folder += "/" + component
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw ProgramFault.folder(folder, action: "make the folder", .last).error
      }
    }
  }

  /// Writes a file into it, with the folders that lead there.
  func write(
    _ bytes: any Bytes, to name: String, isExecutable: Bool = false
  ) throws(StageError) {
    let components = name.split(separator: "/", omittingEmptySubsequences: false)
    precondition(components.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }, name)
    try makeFolder(components.dropLast().joined(separator: "/"))
    let file = path + "/" + name
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    let descriptor = open(file, flags, isExecutable ? 0o700 : 0o600)
    guard descriptor >= 0 else {
      throw ProgramFault.folder(file, action: "write it", .last).error
    }
    defer { close(descriptor) }
    let isWritten = bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 24))
        let count = Glibc.write(descriptor, piece.baseAddress, piece.count)
        if count < 0 && errno != EINTR { return false }
        rest = rest.dropFirst(max(0, count))
      }
      return true
    }
    guard isWritten else { throw ProgramFault.folder(file, action: "write it", .last).error }
  }

  /// The folder of all scratch folders of this user, refused where another user could write to it.
  private static func home() throws(StageError) -> String {
    let given = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    let path = "\(given.hasPrefix("/") ? given : "/tmp")/malleus-programs-\(getuid())"
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw ProgramFault.folder(path, action: "make the folder", .last).error
    }
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
      status.st_uid == getuid(), status.st_mode & 0o022 == 0
    else { throw ProgramFault.foreignFolder(path).error }
    return path
  }

  private static func fresh(in parent: String) -> String? {
    var template = Array("\(parent)/XXXXXX".utf8CString)
    return template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
  }

  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (open, named) = (stat(), stat())
    return fstat(descriptor, &open) == 0 && lstat(path, &named) == 0
      && open.st_ino == named.st_ino && open.st_dev == named.st_dev
  }

  private static func removeLeftovers(in parent: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] {
      let path = parent + "/" + name
      let lock = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard lock >= 0 else { continue }
      defer { close(lock) }
      guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { continue }
      Stragglers.end(in: path)
      _ = remove(path)
    }
  }
}
