internal import Foundation
internal import Pipeline
internal import Synchronization

/// The digests of a part's chunks, computed on threads of their own while the caller writes.
final class ChunkHashing: Sendable {
  private let chunks: PartChunks
  private let next = Atomic<Int>(0)
  private let digests: Mutex<[Digest?]>
  private let helpers = DispatchGroup()

  /// Starts to hash on up to `cores` − 1 threads, as far as the system gives any; the caller is the last one.
  init(_ chunks: PartChunks, cores: Int) {
    self.chunks = chunks
    digests = Mutex(Array(repeating: nil, count: chunks.chunkCount))
    for _ in 0..<max(0, min(cores, chunks.chunkCount) - 1) {
      helpers.enter()
      let isStarted = startThread {
        self.hashRemaining()
        self.helpers.leave()
      }
      if !isStarted { helpers.leave() }
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
    helpers.wait()
    return digests.withLock { $0.compactMap { $0 } }
  }
}

/// What a thread is to do.
private final class ThreadBody {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

/// Starts a thread that nobody waits for; whether the system had one, which Foundation does not tell.
private func startThread(_ run: @escaping @Sendable () -> Void) -> Bool {
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  defer { pthread_attr_destroy(&attributes) }
  pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  let body = Unmanaged.passRetained(ThreadBody(run))
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let status = pthread_create(&thread, &attributes, { runBody($0) }, body.toOpaque())
  if status != 0 { body.release() }
  return status == 0
}

private func runBody(_ body: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let body { Unmanaged<ThreadBody>.fromOpaque(body).takeRetainedValue().run() }
  return nil
}
