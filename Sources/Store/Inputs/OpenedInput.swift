internal import Foundation
internal import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file of the user's, opened to be read; it may change at any time.
struct OpenedInput: ~Copyable {
  let path: String
  private let descriptor: Descriptor

  /// Opens a regular file; links are the user's own business here.
  static func open(_ path: String) throws(StoreError) -> OpenedInput {
    // Opening a pipe must not wait for a writer.
    switch systemCall({ Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }) {
    case .failure(let error): throw .io(IOFailure(.open, path: path, code: error.code))
    case .success(let raw):
      let file = OpenedInput(path: path, descriptor: Descriptor(raw: raw))
      if try file.status().kind != .file { throw .notAFile(path: path) }
      return file
    }
  }

  func status() throws(StoreError) -> FileStatus {
    var buffer = stat()
    guard fstat(descriptor.raw, &buffer) == 0 else {
      throw .io(IOFailure(.inspect, path: path, code: errno))
    }
    return FileStatus(buffer)
  }

  /// Waits until what was written through mappings is on the disk, so that the next such write moves the file's times.
  ///
  /// Returns `false` where there is no disk, and a page once written is never clean again.
  func clean() -> Bool {
    if isInMemory { return false }
    // A file system that cannot is as good as it was.
    _ = fsync(descriptor.raw)
    return true
  }

  /// Whether the file lies in a file system that has no disk.
  private var isInMemory: Bool {
    #if os(Linux)
      // The structure begins with the file system's number, and is shorter than this.
      return withUnsafeTemporaryAllocation(of: Int.self, capacity: 64) { system in
        system.initialize(repeating: 0)
        guard let inspect = Self.inspectSystem, let start = system.baseAddress else { return false }
        return inspect(descriptor.raw, start) == 0 && system[0] == Self.memoryFileSystem
      }
    #else
      return false
    #endif
  }

  /// TMPFS_MAGIC.
  private static let memoryFileSystem = 0x0102_1994

  /// `fstatfs`, which Swift's modules of C libraries leave out.
  private static let inspectSystem = dlsym(nil, "fstatfs").map {
    unsafeBitCast($0, to: (@convention(c) (Int32, UnsafeMutablePointer<Int>) -> Int32).self)
  }

  /// The content digest and the number of bytes, read one chunk at a time.
  func hashed() throws(StoreError) -> (digest: Digest, length: Int) {
    var chunks: [Digest] = []
    var length = 0
    while true {
      let chunk = try read(at: length, upTo: ContentDigest.chunkSize)
      if !chunk.isEmpty { chunks.append(chunk.withUnsafeBytes { Digest(hashing: $0) }) }
      length += chunk.count
      if chunk.count < ContentDigest.chunkSize { break }
    }
    return (ContentDigest.combine(length: length, chunks: chunks), length)
  }

  /// All `count` bytes, fewer when the file ends sooner.
  ///
  /// Copied, not mapped: a file that somebody shortens while it is mapped ends the process.
  func read(at offset: Int, upTo count: Int) throws(StoreError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(
          descriptor.raw, buffer.baseAddress.map { $0 + filled }, count - filled,
          off_t(offset + filled))
        if got > 0 {
          filled += got
        } else if got == 0 {
          break
        } else if errno != EINTR {
          code = errno
          break
        }
      }
    }
    if code != 0 { throw .io(IOFailure(.read, path: path, code: code)) }
    return bytes
  }
}
