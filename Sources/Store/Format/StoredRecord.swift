package import Pipeline

/// The answer to one question: the artifact, and a few bytes that only the caller understands.
package struct StoredRecord: Hashable, Sendable {
  /// The question.
  package var key: Digest
  /// The artifact that answers it.
  package var artifact: Digest
  /// What else the caller wants to know of it.
  package var payload: [UInt8]

  package init(key: Digest, artifact: Digest, payload: [UInt8] = []) {
    self.key = key
    self.artifact = artifact
    self.payload = payload
  }

  /// The version of the record's payload layout.
  package static let version = 1
  /// A larger file is no record; it is not even read.
  static let largestFile = 1 << 20

  var frame: Frame {
    Frame(.record, version: Self.version, payload: key.bytes + artifact.bytes + payload)
  }

  /// The record of a whole frame of this version.
  init?(_ frame: Frame) {
    guard frame.payload.count >= 64, let key = Digest(bytes: frame.payload[0..<32]),
      let artifact = Digest(bytes: frame.payload[32..<64])
    else { return nil }
    self.init(key: key, artifact: artifact, payload: Array(frame.payload[64...]))
  }
}
