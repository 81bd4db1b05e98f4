internal import FoundationEssentials
internal import Glibc

/// Takes the members of an archive out into its folder, each packed by itself as the loaders and the pipelines read it;
/// whole ones only.
package struct Unpacking {
  private let file: PublicFile
  private let folder: String

  package init(_ file: PublicFile, in folder: String) {
    self.file = file
    self.folder = folder
  }

  /// Unpacks what is not there yet; the names of all members.
  package func run(replacing: Bool = false) throws(FetchFault) -> [String] {
    let names = file.members.map(Self.name)
    if !replacing, areWhole(names) { return names }
    let archive = folder + "/" + file.name
    let temporary = folder + "/.unpacking"
    try? FileManager.default.removeItem(atPath: temporary)
    guard mkdir(temporary, 0o755) == 0 else {
      throw .cannotWrite(temporary, cause: SystemError(code: errno).cause)
    }
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    try start(
      ["tar", "--extract", "--gzip", "--file", archive, "--directory", temporary] + file.members,
      unpacking: archive)
    try start(
      ["gzip", "--no-name"] + file.members.map { temporary + "/" + $0 }, unpacking: archive)
    for member in file.members {
      // Durable before it has its name: a loss of power must not leave an empty file for a whole one.
      try sync(temporary + "/" + member + ".gz")
      guard rename(temporary + "/" + member + ".gz", folder + "/" + Self.name(member)) == 0 else {
        throw .cannotWrite(folder, cause: SystemError(code: errno).cause)
      }
    }
    try sync(folder)
    return names
  }

  /// Whether all members are there as gzip wrote them.
  private func areWhole(_ names: [String]) -> Bool {
    let paths = names.map { folder + "/" + $0 }
    guard paths.allSatisfy({ access($0, R_OK) == 0 }) else { return false }
    return (try? start(["gzip", "--test"] + paths, unpacking: folder)) != nil
  }

  private func sync(_ path: String) throws(FetchFault) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw .cannotWrite(path, cause: SystemError(code: errno).cause)
    }
  }

  private func start(_ words: [String], unpacking archive: String) throws(FetchFault) {
    let process: ToolProcess
    do throws(SystemError) {
      process = try ToolProcess(words)
    } catch {
      throw .noTool(words[0], error.cause)
    }
    let (status, complaint) = process.wait()
    guard status == 0 else {
      throw .archive(
        archive, cause: complaint.isEmpty ? "\(words[0]) ended with status \(status)" : complaint)
    }
  }

  static func name(_ member: String) -> String {
    (member.split(separator: "/").last.map(String.init) ?? member) + ".gz"
  }
}
