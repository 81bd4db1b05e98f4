internal import Foundation
internal import Pipeline
internal import Synchronization

/// The digests of a part's chunks, computed on threads of their own while the caller writes.
final class ChunkHashing: Sendable {
  private let chunks: PartChunks
  private let next = Atomic<Int>(0)
  private let digests: Mutex<[Digest?]>
  private let ended = DispatchSemaphore(value: 0)
  private let helpers: Int

  /// Starts to hash on up to `cores` − 1 threads; the caller is the last one.
  init(_ chunks: PartChunks, cores: Int) {
    self.chunks = chunks
    digests = Mutex(Array(repeating: nil, count: chunks.chunkCount))
    helpers = max(0, min(cores, chunks.chunkCount) - 1)
    for _ in 0..<helpers {
      Thread.detachNewThread {
        self.hashRemaining()
        self.ended.signal()
      }
    }
  }

  private func hashRemaining() {
    while true {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if index >= chunks.chunkCount { return }
      let digest = chunks.withChunk(index) { Digest(hashing: $0) }
      chunks.forgetChunk(index)
      digests.withLock { $0[index] = digest }
    }
  }

  /// Hashes what is left, waits for the threads, and gives the digests in order.
  func finish() -> [Digest] {
    hashRemaining()
    for _ in 0..<helpers { ended.wait() }
    return digests.withLock { $0.compactMap { $0 } }
  }
}
