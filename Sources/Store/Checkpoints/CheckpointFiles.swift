internal import Pipeline

/// The two open files of a checkpoint.
struct CheckpointFiles {
  var payload: OpenFile
  var index: OpenFile

  func close(on disk: any Disk) {
    disk.close(payload)
    disk.close(index)
  }

  /// The index of the records that are whole, after everything behind them was cut off.
  func check(
    _ empty: CheckpointIndex, on disk: any Disk, cores: Int
  ) throws(StoreError) -> CheckpointIndex {
    let claims = try disk.read(index).array
    let size = try disk.read(payload).count
    var found = empty
    while let length = found.claimedLength(claims[found.size...], within: size) {
      let entry = try entry(after: found, length, on: disk, cores)
      guard claims[found.size...].starts(with: entry.encoded) else { break }
      found.append(entry)
    }
    if claims.count > found.size { try disk.truncate(index, to: found.size) }
    if size > found.end { try disk.truncate(payload, to: found.end) }
    return found
  }

  /// Whether the payload holds the records of `index`.
  func holds(_ index: CheckpointIndex, on disk: any Disk, cores: Int) throws(StoreError) -> Bool {
    var found = index
    found.keep(0)
    for known in index.entries {
      let entry = try entry(after: found, known.range.count, on: disk, cores)
      guard entry == known else { return false }
      found.append(entry)
    }
    return true
  }

  /// The entry that the next `length` bytes of the payload make.
  private func entry(
    after found: CheckpointIndex, _ length: Int, on disk: any Disk, _ cores: Int
  ) throws(StoreError) -> CheckpointIndex.Entry {
    let record = PartChunks([try disk.read(payload, found.end..<(found.end + length))])
    return found.next(length: length, chunks: ChunkHashing(record, cores: cores).finish())
  }
}
