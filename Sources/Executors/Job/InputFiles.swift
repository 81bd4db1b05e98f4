package import Pipeline
internal import Store

/// The files a job may open: those its settings name, as they were when the job was keyed.
package struct InputFiles: Sendable {
  private let digests: [String: Digest]
  private let cores: @Sendable () -> Int

  /// Files by path, each with the digest its content must have; it is made on as many cores as there are when it is opened.
  package init(_ digests: [String: Digest], cores: @escaping @Sendable () -> Int) {
    self.digests = digests
    self.cores = cores
  }

  /// The content of `file`, which is read whole so that a later change cannot reach the stage.
  package func open(_ file: InputFile) -> Result<any Bytes, StageError> {
    guard let digest = digests[file.path] else {
      return .failure(
        .unreadable(
          file: file.path, cause: "no setting of this node names it",
          remedy: "name the file in the manifest"))
    }
    do throws(StoreError) {
      return .success(try FileIndex().content(of: file.path, matching: digest, cores: cores()))
    } catch {
      return .failure(Self.unreadable(file.path, error))
    }
  }

  private static func unreadable(_ path: String, _ error: StoreError) -> StageError {
    switch error {
    case .inputChanged:
      .unreadable(
        file: path, cause: "it changed after the run was planned",
        remedy: "run again once it is complete")
    case .io(let failure):
      .unreadable(file: path, cause: failure.cause, remedy: "give the path of a readable file")
    default:
      .unreadable(
        file: path, cause: "it is not a plain file", remedy: "give the path of a readable file")
    }
  }
}
