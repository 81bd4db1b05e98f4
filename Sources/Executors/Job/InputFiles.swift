package import Pipeline
internal import Glibc

/// The files a job may open: those its settings name, as they were when the job was keyed.
package struct InputFiles: Sendable {
  private let digests: [String: Digest]

  /// Files by path, each with the digest its content must have.
  package init(_ digests: [String: Digest]) {
    self.digests = digests
  }

  /// The content of `file`, which is read whole so that a later change cannot reach the stage.
  package func open(_ file: InputFile) -> Result<any Bytes, StageError> {
    guard let expected = digests[file.path] else {
      return .failure(
        .unreadable(
          file: file.path, cause: "no setting of this node names it",
          remedy: "name the file in the manifest"))
    }
    return Self.read(file.path).flatMap { content in
      guard Self.digest(of: content) == expected else {
        return .failure(
          .unreadable(
            file: file.path, cause: "it changed after the run was planned",
            remedy: "run again once it is complete"))
      }
      return .success(content)
    }
  }

  private static func digest(of content: [UInt8]) -> Digest {
    content.withUnsafeBytes {
      ContentDigest.combine(length: $0.count, chunks: ContentDigest.chunks(of: $0))
    }
  }

  /// Never blocks: a pipe or a device in the place of a file is refused.
  private static func read(_ path: String) -> Result<[UInt8], StageError> {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      return .failure(unreadable(path, String(cString: strerror(errno))))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return .failure(unreadable(path, "it is not a plain file"))
    }
    let size = Int(status.st_size)
    var failure: String?
    let content = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = String(cString: strerror(errno)) }
        if got <= 0 { return }
        count += got
      }
    }
    return failure.map { .failure(unreadable(path, $0)) } ?? .success(content)
  }

  private static func unreadable(_ path: String, _ cause: String) -> StageError {
    .unreadable(file: path, cause: cause, remedy: "give the path of a readable file")
  }
}
