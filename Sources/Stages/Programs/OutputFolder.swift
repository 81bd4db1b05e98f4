internal import FoundationEssentials
internal import Glibc
internal import Pipeline

/// What a program left in its output folder: plain files, read whole, so that nothing that still runs can change them.
struct OutputFolder {
  /// Folders inside one another that a kind of artifact has at most.
  private static let depth = 2

  private let path: String

  /// The machine's memory in bytes: more than that cannot be read, whatever it holds.
  private static var memory: Int { sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) }

  init(_ path: String) { self.path = path }

  /// The files by their names below the folder.
  func parts() throws(StageError) -> Parts {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR {
      throw ProgramFault.replaced(what: Self.words(status)).error
    }
    var files: [(name: String, size: Int)] = []
    try list("", depth: 0, into: &files)
    var contents: [String: any Bytes] = [:]
    var room = Self.memory
    for file in files {
      guard file.size <= room else {
        throw ProgramFault.tooLarge("output/" + file.name, bytes: file.size).error
      }
      room -= file.size
      contents[file.name] = try content(file.name)
    }
    return Parts(contents)
  }

  /// The files below `folder` with their sizes.
  private func list(
    _ folder: String, depth: Int, into files: inout [(name: String, size: Int)]
  ) throws(StageError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)) ?? []
    for name in names.sorted() {
      let file = folder.isEmpty ? name : folder + "/" + name
      var status = stat()
      guard lstat(path + "/" + file, &status) == 0 else {
        throw ProgramFault.unreadable("output/" + file, .last).error
      }
      switch status.st_mode & S_IFMT {
      case S_IFREG: files.append((file, Int(status.st_size)))
      case S_IFDIR where depth < Self.depth:
        try list(file, depth: depth + 1, into: &files)
      default: throw ProgramFault.strange("output/" + file, what: Self.words(status)).error
      }
    }
  }

  private static func words(_ status: stat) -> String {
    switch status.st_mode & S_IFMT {
    case S_IFLNK: "a symbolic link"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    case S_IFDIR: "a folder too deep inside others"
    case S_IFREG: "a file"
    default: "a device"
    }
  }

  private func content(_ file: String) throws(StageError) -> [UInt8] {
    // It may have become something else since it was looked at.
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let descriptor = open(path + "/" + file, flags)
    guard descriptor >= 0 else { throw ProgramFault.unreadable("output/" + file, .last).error }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ProgramFault.unreadable("output/" + file, .last).error
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ProgramFault.strange("output/" + file, what: Self.words(status)).error
    }
    let size = Int(status.st_size)
    var failure: SystemFailure?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let count = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, size - filled)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { failure = .last }
        guard count > 0 else { break }
        filled += count
      }
    }
    if let failure { throw ProgramFault.unreadable("output/" + file, failure).error }
    return bytes
  }
}
