package import Engine
internal import Glibc
package import Pipeline
package import Store

/// The store on disk as a job's shelf.
package struct StoreShelf: ArtifactShelf {
  private let store: DiskStore
  /// Below this the size that was foretold may be a guess, and writing finds out soon enough.
  private static let worthChecking = 16 << 20

  package init(_ store: DiskStore) {
    self.store = store
  }

  package func parts(of artifact: Digest, cores: Int) throws(JobFailure) -> Parts {
    do throws(StoreError) {
      return try store.artifact(artifact, cores: cores)
    } catch {
      throw JobFailure(error)
    }
  }

  package func confirm(_ artifact: Digest, cores: Int) throws(JobFailure) {
    if !store.isUntouched(artifact) { _ = try parts(of: artifact, cores: cores) }
  }

  package func claim(_ question: Digest) throws(JobFailure) -> (any QuestionClaim)? {
    do throws(StoreError) {
      let claim = try store.claim(question, holder: "process \(getpid())")
      return claim.map { StoreClaim(store, $0) }
    } catch {
      throw JobFailure(error)
    }
  }

  package func holder(of question: Digest) -> String? { store.holder(of: question) }

  package func record(for question: Digest) throws(JobFailure) -> Record? {
    do throws(StoreError) {
      return try store.record(for: question).flatMap { Record($0) }
    } catch {
      throw JobFailure(error)
    }
  }

  package func save(_ record: Record) throws(JobFailure) {
    do throws(StoreError) {
      try store.save(StoredRecord(record))
    } catch {
      throw JobFailure(error)
    }
  }

  package func checkRoom(for bytes: Int) throws(JobFailure) {
    guard bytes >= Self.worthChecking else { return }
    do throws(StoreError) {
      try store.checkRoom(for: bytes)
    } catch {
      // Only this job stops: others may need less, and those that run have their room.
      throw JobFailure(.machine, error.message)
    }
  }

  package func publish(
    kind: String, shape: Shape, parts: [Part], cores: Int
  ) throws(JobFailure) -> StoredArtifact {
    do throws(StoreError) {
      let object = try store.publishArtifact(kind: kind, parts: parts, cores: cores)
      return StoredArtifact(digest: object.digest, kind: kind, shape: shape, bytes: object.bytes)
    } catch {
      throw JobFailure(error)
    }
  }
}

extension JobFailure {
  /// The failure that a store's error means; an artifact that is gone is as good as a damaged one.
  init(_ error: StoreError) {
    switch error {
    case .damaged(let digest), .missing(let digest):
      self.init(.damagedInput, error.message, artifact: digest)
    case .badPartName, .badKind:
      self.init(.stage, error.message)
    default:
      self.init(.store, error.message)
    }
  }
}
