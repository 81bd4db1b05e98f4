internal import FoundationEssentials
internal import Glibc
internal import Pipeline

/// Writes parts of an artifact as files of a folder, all of them or none.
struct PartFolder {
  /// The folder to write.
  let path: String

  init(_ path: String) {
    var path = path
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// Whether the folder, if it exists, holds some of these files and nothing else; folders that none of them is in
  /// are not looked into.
  func holdsNothing(but files: [String]) throws(ToolFailure) -> Bool {
    let own = Self.entries(of: files)
    var open = [""]
    while let folder = open.popLast() {
      for name in try Self.names(in: path + "/" + folder, mayBeMissing: folder.isEmpty) {
        guard own.contains(folder + name) else { return false }
        if Self.isFolder(path + "/" + folder + name) { open.append(folder + name + "/") }
      }
    }
    return true
  }

  /// The entries of a folder that holds these files and nothing else.
  private static func entries(of files: [String]) -> Set<String> {
    var entries = Set(files)
    for file in files {
      var path = file[...]
      while let slash = path.lastIndex(of: "/") {
        path = path[..<slash]
        entries.insert(String(path))
      }
    }
    return entries
  }

  private static func names(
    in folder: String, mayBeMissing: Bool
  ) throws(ToolFailure) -> [String] {
    guard let directory = opendir(folder) else {
      if mayBeMissing, errno == ENOENT { return [] }
      throw failure("list", folder)
    }
    defer { closedir(directory) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(directory) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw failure("list", folder) }
    return names
  }

  /// Whether there is something at the path that is no folder.
  var isTaken: Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
  }

  /// Takes the place of what was written there before; files that are not ours stay where they are.
  func put(_ parts: [(name: String, bytes: any Bytes)]) throws(ToolFailure) {
    if try holdsNothing(but: parts.map(\.name)) {
      try replace(with: parts)
    } else {
      try add(parts)
    }
  }

  /// Writes into a folder beside, which then takes the place of what was there.
  private func replace(with parts: [(name: String, bytes: any Bytes)]) throws(ToolFailure) {
    let temporary = beside("new")
    do throws(ToolFailure) {
      try Self.makeFolder(temporary)
      // The lock says that somebody is still writing; it ends with the writer.
      let lock = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      defer { close(lock) }
      flock(lock, LOCK_EX | LOCK_NB)
      for part in parts { try Self.write(part.bytes, to: temporary + "/" + part.name) }
      try Self.makeFolder(Self.parent(of: path))
      try takePlace(temporary)
    } catch {
      try? FileManager.default.removeItem(atPath: temporary)
      throw error
    }
  }

  /// Writes each file over its namesake and leaves others alone.
  private func add(_ parts: [(name: String, bytes: any Bytes)]) throws(ToolFailure) {
    for part in parts {
      let file = path + "/" + part.name
      let temporary = "\(Self.parent(of: file))/.\(Self.last(file)).new-\(getpid())"
      do throws(ToolFailure) {
        try Self.write(part.bytes, to: temporary, thenRenameTo: file)
      } catch {
        unlink(temporary)
        throw error
      }
    }
  }

  private func takePlace(_ temporary: String) throws(ToolFailure) {
    let old = beside("old")
    let isThere = rename(path, old) == 0
    guard isThere || errno == ENOENT else { throw Self.failure("replace", path) }
    guard rename(temporary, path) == 0 else {
      let failure = Self.failure("write", path)
      if isThere { rename(old, path) }
      throw failure
    }
    if isThere { try? FileManager.default.removeItem(atPath: old) }
  }

  /// The folder that a link at `path` leads to, or `path` itself.
  static func behindLinks(_ path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return path }
    return realPath(of: path) ?? path
  }

  /// Removes new files that writers who were killed left beside those that they were to replace.
  func removeLeftovers(of files: [String]) {
    Self.removeLeftovers(beside: files.map { path + "/" + $0 })
  }

  /// Removes what writers who were killed left beside files or folders; each folder around them is looked through once.
  static func removeLeftovers(beside paths: [String]) {
    for (folder, paths) in Dictionary(grouping: paths, by: parent) {
      let written = Set(paths.map { String(last($0)) })
      for name in (try? names(in: folder, mayBeMissing: true)) ?? [] where name.hasPrefix(".") {
        let words = name.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        guard let kind = words.last?.split(separator: "-", omittingEmptySubsequences: false),
          kind.count == 2, kind[0] == "new" || kind[0] == "old", Int(kind[1]) != nil,
          written.contains(words.dropLast().joined(separator: "."))
        else { continue }
        removeUnlessHeld(folder + "/" + name)
      }
    }
  }

  /// Removes what somebody wrote and no longer writes; whoever writes holds its lock.
  private static func removeUnlessHeld(_ path: String) {
    let leftover = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard leftover >= 0 else { return }
    defer { close(leftover) }
    guard flock(leftover, LOCK_EX | LOCK_NB) == 0 else { return }
    try? FileManager.default.removeItem(atPath: path)
  }

  private func beside(_ word: String) -> String {
    "\(Self.parent(of: path))/.\(Self.last(path)).\(word)-\(getpid())"
  }

  /// - Parameter target: Where the file goes when it is whole. Its lock is held until then, and says that somebody writes.
  private static func write(
    _ bytes: any Bytes, to path: String, thenRenameTo target: String? = nil
  ) throws(ToolFailure) {
    try makeFolder(parent(of: path))
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("write", path) }
    defer { close(descriptor) }
    if target != nil { flock(descriptor, LOCK_EX | LOCK_NB) }
    let isWritten = bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 && errno != EINTR { return false }
        rest = rest.dropFirst(max(0, count))
      }
      return true
    }
    guard isWritten else { throw failure("write", path) }
    if let target, rename(path, target) != 0 { throw failure("write", target) }
  }

  /// Makes a folder and those around it that are missing.
  static func makeFolder(_ path: String) throws(ToolFailure) {
    if mkdir(path, 0o777) == 0 { return }
    if errno == ENOENT, parent(of: path) != path {
      try makeFolder(parent(of: path))
      if mkdir(path, 0o777) == 0 { return }
    }
    let code = errno
    var status = stat()
    if code == EEXIST, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    throw failure("make the folder", path, code: code)
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func last(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }

  private static func failure(
    _ action: String, _ path: String, code: Int32 = errno
  ) -> ToolFailure {
    ToolFailure(.machine, "\(path): cannot \(action): \(SystemError(code: code).cause)")
  }
}
