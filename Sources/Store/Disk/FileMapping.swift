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
/// to or shortens a published file, and of a checkpoint it touches only what comes after the
/// records that are mapped, unless these are dropped; the mapping survives the file's removal.
/// The pointer leaves only through `withUnsafeBytes`, during which the caller keeps this object
/// alive.
final class FileMapping: Bytes, @unchecked Sendable {
  /// The bytes that were asked for.
  private let content: UnsafeRawBufferPointer
  /// How many bytes of the first page come before them.
  private let lead: Int

  /// Maps `count` bytes from `offset` on, which the file must have: touching pages behind its
  /// end is fatal, so the caller takes the size from the open file's own status.
  init?(descriptor: Int32, at offset: Int = 0, count: Int) {
    lead = offset % Self.page
    guard count > 0,
      let start = mmap(
        nil, lead + count, PROT_READ, MAP_PRIVATE, descriptor, off_t(offset - lead)),
      start != MAP_FAILED
    else { return nil }
    content = UnsafeRawBufferPointer(start: start + lead, count: count)
  }

  deinit {
    munmap(UnsafeMutableRawPointer(mutating: content.baseAddress.map { $0 - lead }), lead + count)
  }

  var count: Int { content.count }

  /// Takes the pages of `range` out of this process; a later look fetches them again.
  ///
  /// So that streaming through a file does not count as memory that the process needs.
  func forget(_ range: Range<Int>) {
    let first = (lead + range.lowerBound + Self.page - 1) / Self.page * Self.page
    let end = (lead + range.upperBound) / Self.page * Self.page
    guard first < end, let start = content.baseAddress.map({ $0 - lead }) else { return }
    madvise(UnsafeMutableRawPointer(mutating: start + first), end - first, MADV_DONTNEED)
  }

  private static let page = Int(sysconf(Int32(_SC_PAGESIZE)))

  func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(self) {
      try body(content)
    }
  }
}
