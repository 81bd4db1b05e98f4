extension Matrix {
  /// A matrix whose blocks of `height` rows are filled at once, one block by one thread.
  ///
  /// `fill` receives the rows of a block and their uninitialised elements, and must set every one. When `cores` is
  /// cancelled the blocks not reached hold zeros.
  public init(
    rows: Int, columns: Int, inBlocksOf height: Int, on cores: Cores,
    _ fill: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Scalar>) -> Void
  ) {
    let made = TileBuffer<Scalar>(uninitialized: rows * columns)
    self.init(rows: rows, columns: columns, buffer: made)
    let blocks = Blocks(of: rows, size: height)
    let finished = cores.forEach(blocks.count) { index in
      let block = blocks[index]
      fill(
        block,
        UnsafeMutableBufferPointer(
          start: made.start + block.lowerBound * columns, count: block.count * columns))
    }
    if !finished { made.elements.initialize(repeating: 0) }
  }

  /// Changes blocks of `height` rows in place, one block by one thread.
  @discardableResult
  public mutating func forEachBlock(
    of height: Int, on cores: Cores,
    _ change: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Scalar>) -> Void
  ) -> Bool {
    makeUnique()
    let changed = buffer
    let width = columns
    let blocks = Blocks(of: rows, size: height)
    return cores.forEach(blocks.count) { index in
      let block = blocks[index]
      change(
        block,
        UnsafeMutableBufferPointer(
          start: changed.start + block.lowerBound * width, count: block.count * width))
    }
  }
}

/// A length cut into equal blocks, the last one possibly shorter.
struct Blocks: RandomAccessCollection, Sendable {
  let length: Int
  let size: Int

  init(of length: Int, size: Int) {
    precondition(size > 0, "a block holds at least one row")
    self.length = length
    self.size = size
  }

  var startIndex: Int { 0 }
  var endIndex: Int { (length + size - 1) / size }

  subscript(index: Int) -> Range<Int> { index * size..<Swift.min(length, (index + 1) * size) }
}
