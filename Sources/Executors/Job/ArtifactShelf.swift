package import Engine
package import Pipeline

/// What running a job needs of a store: inputs to read and a place to publish the answer.
package protocol ArtifactShelf: Sendable {
  /// The parts of a stored artifact.
  func parts(of artifact: Digest) throws(JobFailure) -> Parts
  /// Stores an artifact, durably, under the digest of its content.
  func publish(kind: String, shape: Shape, parts: [Part]) throws(JobFailure) -> StoredArtifact
}

extension JobFailure: Error {}
