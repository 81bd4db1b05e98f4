import Foundation
import Pipeline
import Store
import Testing

struct FileIndexTests {
  private let scratch: Scratch
  private var file: String { scratch.path + "/input.bin" }

  init() throws { scratch = try Scratch() }

  /// Writes `bytes` as if they had been there for `age` seconds.
  private func write(_ bytes: [UInt8], age: TimeInterval = 3600) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: file)
  }

  private func expected(_ bytes: [UInt8]) -> Digest {
    ContentDigest.combine(
      length: bytes.count, chunks: bytes.withUnsafeBytes { ContentDigest.chunks(of: $0) })
  }

  @Test(arguments: [0, 1, 4_194_303, 4_194_304, 4_194_305, 9_000_000])
  func `the digest is that of the contract`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try write(bytes)
    #expect(try FileIndex().digest(of: file) == expected(bytes))
  }

  @Test func `same size and same modification time do not hide a change`() throws {
    let index = FileIndex()
    try write([1, 2, 3])
    let stamp = Date(timeIntervalSince1970: 1_000_000_000)
    try FileManager.default.setAttributes([.modificationDate: stamp], ofItemAtPath: file)
    #expect(try index.digest(of: file) == expected([1, 2, 3]))
    try Data([4, 5, 6]).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.modificationDate: stamp], ofItemAtPath: file)
    #expect(try index.digest(of: file) == expected([4, 5, 6]))
  }

  @Test func `a change through a mapping that was written to before is seen`() throws {
    try write([UInt8](repeating: 1, count: 4096))
    let descriptor = open(file, O_RDWR)
    let page = try #require(
      mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0))
    defer {
      munmap(page, 4096)
      close(descriptor)
    }
    page.storeBytes(of: 2, as: UInt8.self)
    // Long enough that the file's times are settled, and short enough that nobody else writes the page back.
    usleep(2_200_000)
    let index = FileIndex()
    let digest = try index.digest(of: file)
    page.storeBytes(of: 3, as: UInt8.self)
    let other = try index.digest(of: file)
    #expect(digest != other)
    #expect(other == expected([3] + [UInt8](repeating: 1, count: 4095)))
  }

  @Test(arguments: [-315_360_000.0, -86_400, 0, 86_400, 315_360_000] as [TimeInterval])
  func `the digest does not depend on the file's times`(age: TimeInterval) throws {
    try write([7, 7], age: age)
    #expect(try FileIndex().digest(of: file) == expected([7, 7]))
  }

  @Test func `what is known survives in the store, and a damaged index is an empty one`() throws {
    let store = try DiskStore(at: scratch.store)
    // A file of the system that has been there for long, so that it may be remembered.
    let old = #filePath
    let index = FileIndex(of: store)
    let digest = try index.digest(of: old)
    try index.save()
    #expect(try FileIndex(of: store).digest(of: old) == digest)
    if FileManager.default.fileExists(atPath: scratch.inside(.fileIndex)) {
      var bytes = try scratch.bytes(.fileIndex)
      bytes[bytes.count / 2] ^= 1
      try scratch.overwrite(.fileIndex, with: bytes)
    }
    #expect(try FileIndex(of: store).digest(of: old) == digest)
  }

  @Test func `content that does not match its digest is refused`() throws {
    try write([1, 2, 3])
    let index = FileIndex()
    #expect(try index.content(of: file, matching: expected([1, 2, 3])).array == [1, 2, 3])
    #expect(throws: StoreError.inputChanged(path: file)) {
      try index.content(of: file, matching: expected([1, 2, 4]))
    }
  }

  @Test func `what is no file is refused without waiting`() throws {
    #expect(throws: StoreError.notAFile(path: scratch.path)) {
      try FileIndex().digest(of: scratch.path)
    }
    mkfifo(file, 0o600)
    #expect(throws: StoreError.notAFile(path: file)) { try FileIndex().digest(of: file) }
    let missing = scratch.path + "/none"
    #expect(throws: StoreError.io(IOFailure(.open, path: missing, code: ENOENT))) {
      try FileIndex().digest(of: missing)
    }
  }
}
