internal import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file's content mapped into memory, read-only, for as long as this object lives.
///
/// `@unchecked Sendable`: the two stored properties are constants and the pages are mapped
/// without write permission, so all that threads can do at once is read. The store never writes
/// to or shortens a published file; the mapping survives its removal. The pointer leaves only
/// through `withUnsafeBytes`, during which the caller keeps this object alive.
final class FileMapping: Bytes, @unchecked Sendable {
  private let start: UnsafeMutableRawPointer
  let count: Int

  /// Maps the first `count` bytes, which the file must have: touching pages behind its end is
  /// fatal, so the caller takes `count` from the open file's own status.
  init?(descriptor: Int32, count: Int) {
    guard count > 0,
      let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { return nil }
    self.start = start
    self.count = count
  }

  deinit { munmap(start, count) }

  func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(self) {
      try body(UnsafeRawBufferPointer(start: start, count: count))
    }
  }
}
