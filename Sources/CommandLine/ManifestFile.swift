internal import Engine
internal import Manifest

/// Manifests, and the parts they include, as files.
enum ManifestFile {
  /// The text at `path`, or why there is none; a little more than the parser takes at most.
  static func read(_ path: String) -> Result<Source, FileFault> {
    PlainFile.read(path, limit: Limit.bytes)
      .map { Source(name: path, bytes: $0) }
      .mapError { FileFault($0.cause) }
  }
}
