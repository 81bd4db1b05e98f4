package import Engine
package import Pipeline

/// What running a job needs of a store: inputs to read and a place to publish the answer.
package protocol ArtifactShelf: Sendable {
  /// The parts of a stored artifact, checked against its digest.
  func parts(of artifact: Digest, cores: Int) throws(JobFailure) -> Parts
  /// Throws when an artifact that was read is not any more what it was.
  func confirm(_ artifact: Digest, cores: Int) throws(JobFailure)
  /// The sole right to answer a question; `nil` when another has it.
  func claim(_ question: Digest) throws(JobFailure) -> (any QuestionClaim)?
  /// Who has claimed a question, for messages.
  func holder(of question: Digest) -> String?
  /// What is known for a question.
  func record(for question: Digest) throws(JobFailure) -> Record?
  /// Makes an answer known, durably.
  func save(_ record: Record) throws(JobFailure)
  /// Throws when an artifact of so many bytes could not be stored.
  func checkRoom(for bytes: Int) throws(JobFailure)
  /// Stores an artifact, durably, under the digest of its content.
  func publish(
    kind: String, shape: Shape, parts: [Part], cores: Int
  ) throws(JobFailure) -> StoredArtifact
}

extension JobFailure: Error {}
