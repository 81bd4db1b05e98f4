/// The memory of a matrix, or of what belongs to one, such as lists of its elements: its own, or a view of memory that
/// someone else keeps alive.
///
/// Sendable without the compiler's proof, and the argument is this. Memory is written in three situations only. While a
/// matrix is being made or changed, its buffer is uniquely referenced, and the threads of a `Cores.forEach` write
/// tiles that do not overlap, none of which is read by another thread before `forEach` has joined them all, or, within
/// one `forEach`, before the `Rounds` of a training have completed the round that wrote it or the `LineProgress` of a
/// factorization has announced it. The inverse of a triangle is written over the factor, whose only other holder has
/// given it up to `TriangularInverse(overwriting:)` and reads it no more. And scratch memory that never leaves its
/// routine, such as a panel of a kernel, is written anew by a `forEach` once the one that read it has joined. After that
/// a buffer is only read, as `Matrix` copies a shared or borrowed buffer before it changes it.
@usableFromInline
final class TileBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  @usableFromInline let start: UnsafeMutablePointer<Element>
  @usableFromInline let count: Int
  private let owner: (any Sendable)?

  /// Aligned so that no vector register load straddles a cache line.
  private static var alignment: Int { 64 }

  /// Uninitialised memory of its own; whoever asks for it fills it.
  init(uninitialized count: Int) {
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count * MemoryLayout<Element>.stride), alignment: Self.alignment)
    self.start = bytes.bindMemory(to: Element.self, capacity: count)
    self.count = count
    self.owner = nil
  }

  /// A view that keeps `owner` alive and is never written through.
  init(viewing start: UnsafePointer<Element>, count: Int, owner: any Sendable) {
    self.start = UnsafeMutablePointer(mutating: start)
    self.count = count
    self.owner = owner
  }

  @usableFromInline var isBorrowed: Bool { owner != nil }

  @inlinable var elements: UnsafeMutableBufferPointer<Element> { .init(start: start, count: count) }

  @usableFromInline func copy() -> TileBuffer {
    let copy = TileBuffer(uninitialized: count)
    copy.start.initialize(from: start, count: count)
    return copy
  }

  deinit {
    if !isBorrowed { start.deallocate() }
  }
}
