internal import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Writes files so that a reader sees all of one or nothing, also after a loss of power.
struct FileWriting {
  let disk: any Disk

  /// Writes a new file and syncs it.
  ///
  /// On failure nothing is left, and the sync is not tried again.
  func write(_ content: PartChunks, to path: StorePath, durably: Bool = true) throws(StoreError) {
    do throws(StoreError) {
      let file = try disk.open(path, for: .create)
      defer { disk.close(file) }
      try disk.reserve(content.count, for: file)
      for index in 0..<content.chunkCount {
        try content.withChunk(index) { writeAll($0, to: file) }.get()
        content.forgetChunk(index)
      }
      if durably { try disk.sync(file) }
    } catch {
      if error.code != EEXIST { try? disk.remove(path) }
      throw explained(error, wanted: content.count)
    }
  }

  /// Writes all of `content` into an open file from byte `offset` on; nothing is synced.
  func write(_ content: PartChunks, to file: OpenFile, at offset: Int) throws(StoreError) {
    var offset = offset
    for index in 0..<content.chunkCount {
      offset += try content.withChunk(index) { chunk in
        writeAll(chunk, to: file, at: offset).map { chunk.count }
      }.get()
      content.forgetChunk(index)
    }
  }

  /// Writes after what was written before, or from byte `offset` on.
  private func writeAll(
    _ bytes: UnsafeRawBufferPointer, to file: OpenFile, at offset: Int? = nil
  ) -> Result<Void, StoreError> {
    Result { () throws(StoreError) in
      var done = 0
      while done < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        let written =
          if let offset {
            try disk.write(rest, to: file, at: offset + done)
          } else {
            try disk.write(rest, to: file)
          }
        guard written > 0 else {
          throw .io(IOFailure(.write, path: "\(disk.name)/\(file.path)", code: EIO))
        }
        done += written
      }
    }
  }

  /// Puts `content` at `path`, over what may be there: write, sync, rename, sync the folder.
  func publish(
    _ content: [UInt8], at path: StorePath, through temporary: StorePath, durably: Bool = true
  ) throws(StoreError) {
    try write(PartChunks([content]), to: temporary, durably: durably)
    do throws(StoreError) {
      try disk.rename(temporary, to: path)
    } catch {
      try? disk.remove(temporary)
      throw explained(error, wanted: content.count)
    }
    if durably { try disk.syncFolder(path.folder) }
  }

  /// Sets aside what garbage collection may need; a disk too full for it is no failure.
  func makeReserve(of size: Int) throws(StoreError) {
    if try disk.status(.reserve) != nil { return }
    let zeros = PartChunks([[UInt8](repeating: 0, count: size)])
    do throws(StoreError) {
      try write(zeros, to: .reserve, durably: false)
    } catch {
      // Another process that opens the store for the first time may have been faster.
      if error.code == EEXIST { return }
      guard case .full = error else { throw error }
    }
  }

  /// `error` with the numbers that somebody with a full disk wants to see.
  func explained(_ error: StoreError, wanted: Int) -> StoreError {
    guard case .io(let failure) = error,
      [ENOSPC, EDQUOT].contains(failure.code)
    else { return error }
    return .full(path: failure.path, wanted: wanted, free: (try? disk.state())?.freeBytes)
  }
}
