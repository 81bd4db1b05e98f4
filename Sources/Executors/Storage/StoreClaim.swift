internal import Engine
internal import Pipeline
internal import Store

/// A claim on a question of the store on disk.
final class StoreClaim: QuestionClaim {
  private let store: DiskStore
  private let claim: Claim

  init(_ store: DiskStore, _ claim: Claim) {
    self.store = store
    self.claim = claim
  }

  func checkpoint(
    _ name: String, cores: @escaping @Sendable () -> Int,
    observe: @escaping @Sendable (JobFailure, StageError) -> Void
  ) throws(JobFailure) -> any Checkpoint {
    do throws(StoreError) {
      return try store.checkpoint(
        name, under: claim, cores: cores, observe: { observe(JobFailure($0), StageError($0)) })
    } catch {
      throw JobFailure(error)
    }
  }

  /// What cannot be removed now is left to garbage collection.
  func dropCheckpoints() { try? store.removeCheckpoints(of: claim.key) }
}
