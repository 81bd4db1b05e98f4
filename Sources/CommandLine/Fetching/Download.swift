internal import Glibc
internal import Pipeline

/// One public file on its way into a folder.
///
/// Bytes gather in `NAME.part`, from which a later attempt goes on. Only a file of the right size and digest gets its name;
/// one that is wrong is kept as `NAME.wrong` to be looked at.
package struct Download {
  /// How a download came out well.
  package enum Outcome: Hashable, Sendable {
    case fetched(from: String)
    /// The right file was there already.
    case present
  }

  /// Attempts at one mirror while each brings more bytes.
  private static let attempts = 5

  private let file: PublicFile
  private let mirrors: [String]
  private let path: String
  private let report: (Int) -> Void

  private var part: String { path + ".part" }
  private var wrong: String { path + ".wrong" }

  /// A download into `folder`; `report` is told how many bytes are there.
  package init(
    _ file: PublicFile, from mirrors: [String], into folder: String,
    report: @escaping (Int) -> Void = { _ in }
  ) {
    self.file = file
    self.mirrors = mirrors
    self.report = report
    path = folder + "/" + file.name
  }

  /// Fetches the file unless it is there; `replacing` puts it in the place of another one.
  package func run(replacing: Bool = false) throws(FetchFault) -> Outcome {
    if access(path, F_OK) == 0 {
      if try isRight(path) { return .present }
      guard replacing else { throw .occupied(path) }
    }
    var reasons: [String] = []
    for mirror in mirrors {
      let url = mirror + "/" + file.name
      if let reason = try fetch(url) {
        reasons.append("\(url): \(reason)")
      } else {
        return .fetched(from: url)
      }
    }
    throw .everywhere(file: file.name, reasons: reasons)
  }

  /// How one transfer ended.
  private enum Ending {
    /// The server sent all it has.
    case whole
    /// It broke off, and can go on.
    case cut(String)
    /// The server cannot go on in the middle.
    case notResumable(String)
    case refused(String)
  }

  /// Fetches from one address; why it failed, or nothing.
  private func fetch(_ url: String) throws(FetchFault) -> String? {
    var reason = ""
    for _ in 0..<Self.attempts {
      if size(of: part) > file.bytes { unlink(part) }
      let before = size(of: part)
      switch before == file.bytes ? .whole : try transfer(url) {
      case .whole:
        if try keepIfRight() { return nil }
        reason = "this is not the published file; it is kept as \(wrong)"
        // What was there before may have come from elsewhere, so that one more attempt is due.
        if before == 0 { return reason }
      case .cut(let words):
        reason = words
        if size(of: part) <= before { return reason }
      case .notResumable(let words):
        reason = words
        unlink(part)
      case .refused(let words): return words
      }
    }
    return reason
  }

  /// Runs curl once, going on from the part that is there.
  private func transfer(_ url: String) throws(FetchFault) -> Ending {
    guard access(part, F_OK) != 0 || access(part, W_OK) == 0 else {
      throw .cannotWrite(part, cause: SystemError(code: errno).cause)
    }
    let process: ToolProcess
    do throws(SystemError) {
      process = try ToolProcess([
        "curl", "--fail", "--location", "--silent", "--show-error", "--proto", "=http,https",
        "--connect-timeout", "30", "--speed-limit", "1", "--speed-time", "60", "--globoff",
        "--continue-at", "-", "--output", part, "--url", url,
      ])
    } catch {
      throw .noCurl(error.cause)
    }
    let (status, complaint) = process.wait {
      let size = size(of: part)
      report(min(size, file.bytes))
      return size <= file.bytes
    }
    let words = complaint.isEmpty ? "curl ended with status \(status)" : Self.plain(complaint)
    // A file that is too large is whole enough to be known as a wrong one.
    if size(of: part) > file.bytes { return .whole }
    switch status {
    case 0: return .whole
    case 23: throw .cannotWrite(part, cause: words)
    case 33, 36: return .notResumable(words)
    case 22 where words.hasSuffix("416"): return .notResumable(words)
    case 18, 28, 52, 55, 56, 92: return .cut(words)
    default: return .refused(words)
    }
  }

  /// Gives the part its name when it is the right file, and the name of a wrong one otherwise.
  private func keepIfRight() throws(FetchFault) -> Bool {
    guard try isRight(part) else {
      rename(part, wrong)
      return false
    }
    let descriptor = open(part, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    guard descriptor >= 0, fsync(descriptor) == 0, rename(part, path) == 0 else {
      throw .cannotWrite(path, cause: SystemError(code: errno).cause)
    }
    unlink(wrong)
    return true
  }

  private func isRight(_ path: String) throws(FetchFault) -> Bool {
    guard size(of: path) == file.bytes else { return false }
    switch PlainFile.read(path, limit: file.bytes) {
    case .success(let bytes):
      return bytes.withUnsafeBytes { Digest(hashing: $0).hex } == file.sha256
    case .failure(let error): throw .cannotRead(path, cause: error.cause)
    }
  }

  private func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// `curl: (22) The requested URL returned error: 404` without what only curl's users know.
  private static func plain(_ complaint: String) -> String {
    guard let end = complaint.firstRange(of: ") ")?.upperBound, complaint.hasPrefix("curl: (")
    else { return complaint }
    return String(complaint[end...])
  }
}
