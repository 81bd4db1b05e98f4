package import Pipeline

extension DiskStore {
  /// What was kept under `name` for the question of `claim`, and the place for more.
  ///
  /// Without an exclusive claim, where the file system has no locks, nobody could tell who else
  /// writes to the same files: the checkpoint is then an empty one that ends with the object.
  ///
  /// - Parameters:
  ///   - cores: How many cores hashing may use at the moment.
  ///   - observe: Receives the reason when an operation on the checkpoint fails.
  package func checkpoint(
    _ name: String, under claim: Claim, cores: @escaping @Sendable () -> Int = { 1 },
    observe: @escaping @Sendable (StoreError) -> Void = { _ in }
  ) throws(StoreError) -> StoredCheckpoint {
    guard let name = PartName(name) else { throw .badPartName(name) }
    do throws(StoreError) {
      let files =
        claim.isExclusive ? try keptFiles(name, claim.key) : try passingFiles()
      return try StoredCheckpoint(
        files, CheckpointIndex(question: claim.key, name: name), disk: disk, cores: cores,
        observe: observe)
    } catch {
      throw FileWriting(disk: disk).explained(error, wanted: 0)
    }
  }

  /// Removes all that was kept for a question, which has its answer.
  package func removeCheckpoints(of question: Digest) throws(StoreError) {
    try disk.removeTree(.checkpoints(of: question))
  }

  /// The questions that something is kept for, sorted.
  func checkpointed() throws(StoreError) -> [Digest] {
    // A store of an earlier program has no such folder.
    guard try disk.status(.room(.checkpoints)) != nil else { return [] }
    return try disk.list(.room(.checkpoints)).compactMap { Digest(storeHex: Array($0.utf8)) }
  }

  private func keptFiles(_ name: PartName, _ question: Digest) throws(StoreError) -> CheckpointFiles
  {
    let folder = StorePath.checkpoints(of: question)
    try disk.makeFolderIfMissing(folder.folder, durably: false)
    try disk.makeFolderIfMissing(folder, durably: false)
    return try open(
      payload: .checkpoint(name, of: question, .payload),
      index: .checkpoint(name, of: question, .index))
  }

  /// Files that nobody else can find and that are gone with their last user.
  private func passingFiles() throws(StoreError) -> CheckpointFiles {
    let paths = (payload: StorePath.temporary(token()), index: StorePath.temporary(token()))
    defer {
      try? disk.remove(paths.payload)
      try? disk.remove(paths.index)
    }
    return try open(payload: paths.payload, index: paths.index)
  }

  private func open(payload: StorePath, index: StorePath) throws(StoreError) -> CheckpointFiles {
    let file = try disk.open(payload, for: .update)
    do throws(StoreError) {
      return CheckpointFiles(payload: file, index: try disk.open(index, for: .update))
    } catch {
      disk.close(file)
      throw error
    }
  }
}
