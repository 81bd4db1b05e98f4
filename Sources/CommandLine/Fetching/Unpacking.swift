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
    let areThere = names.allSatisfy { access(folder + "/" + $0, F_OK) == 0 }
    if areThere && !replacing { return names }
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
      guard rename(temporary + "/" + member + ".gz", folder + "/" + Self.name(member)) == 0 else {
        throw .cannotWrite(folder, cause: SystemError(code: errno).cause)
      }
    }
    return names
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
