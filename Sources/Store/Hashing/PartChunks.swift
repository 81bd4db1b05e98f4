internal import Pipeline

/// A part's content cut into chunks of 4 MiB, in whatever pieces it comes.
struct PartChunks: Sendable {
  private let pieces: [any Bytes]
  /// Where each piece begins in the whole.
  private let starts: [Int]
  /// The number of bytes.
  let count: Int

  init(_ pieces: [any Bytes]) {
    self.pieces = pieces
    var starts: [Int] = []
    var count = 0
    for piece in pieces {
      starts.append(count)
      count += piece.count
    }
    self.starts = starts
    self.count = count
  }

  /// The number of chunks, the last of which may be shorter.
  var chunkCount: Int { ChunkTable.Entry.chunkCount(count) }

  /// Calls `body` with one chunk, copied only when it lies in several pieces.
  func withChunk<Value>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    let range = range(of: index)
    let first = starts.lastIndex { $0 <= range.lowerBound } ?? 0
    if starts[first] + pieces[first].count >= range.upperBound {
      let local = (range.lowerBound - starts[first])..<(range.upperBound - starts[first])
      return pieces[first].withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[local])) }
    }
    return gathered(range, from: first).withUnsafeBytes(body)
  }

  /// Lets go of the memory of a chunk that is mapped from a file, as somebody may do who is done
  /// with it; it comes back when it is looked at again.
  func forgetChunk(_ index: Int) {
    let range = range(of: index)
    for (start, piece) in zip(starts, pieces) where start < range.upperBound {
      // The type first: a cast of an array to a class would bridge it, byte by byte.
      guard start + piece.count > range.lowerBound, type(of: piece) == FileMapping.self,
        let mapping = piece as? FileMapping
      else { continue }
      mapping.forget(
        max(range.lowerBound - start, 0)..<min(range.upperBound - start, mapping.count))
    }
  }

  private func range(of index: Int) -> Range<Int> {
    let start = index * ContentDigest.chunkSize
    return start..<min(start + ContentDigest.chunkSize, count)
  }

  private func gathered(_ range: Range<Int>, from first: Int) -> [UInt8] {
    var chunk: [UInt8] = []
    chunk.reserveCapacity(range.count)
    for (start, piece) in zip(starts[first...], pieces[first...]) where start < range.upperBound {
      let local = max(range.lowerBound - start, 0)..<min(range.upperBound - start, piece.count)
      piece.withUnsafeBytes { chunk.append(contentsOf: $0[local]) }
    }
    return chunk
  }
}
