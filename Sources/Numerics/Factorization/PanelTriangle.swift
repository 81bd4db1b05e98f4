/// A lower triangle in panels: panel j holds `side` columns, from the row of its first column down, row after row.
///
/// n(n + side)/2 numbers instead of n², and every panel is one piece of memory, which can be kept on disk and read back as
/// it is. Tile (i, j) is the rows of block i inside panel j. Above the diagonal of the diagonal tiles stand zeros
/// once a factorization has been there.
struct PanelTriangle: Sendable {
  let blocks: Blocks
  let buffer: TileBuffer<Double>
  private let offsets: [Int]

  /// Uninitialised memory for an n×n triangle.
  init(uninitialized size: Int) {
    blocks = Blocks(of: size, size: Self.side(size))
    var offsets = [0]
    for index in 0..<blocks.count {
      offsets.append(offsets[index] + (size - blocks[index].lowerBound) * blocks[index].count)
    }
    self.offsets = offsets
    buffer = TileBuffer(uninitialized: offsets[blocks.count])
  }

  /// The width of the panels: depends on n alone, so that bits do not depend on the number of cores.
  ///
  /// At least about sixteen panels where there are rows enough, so that several threads find work, and no more than 512
  /// columns, at which products run at full speed.
  static func side(_ size: Int) -> Int {
    switch size {
    case ...1024: 64
    case ...2048: 128
    case ...6144: 256
    default: 512
    }
  }

  var size: Int { blocks.length }

  /// The distance from one row to the next inside panel `index`.
  func step(_ index: Int) -> Int { blocks[index].count }

  /// The first element of tile (row, column).
  func tile(_ row: Int, _ column: Int) -> UnsafeMutablePointer<Double> {
    buffer.start + offsets[column]
      + (blocks[row].lowerBound - blocks[column].lowerBound) * step(column)
  }

  /// All of panel `index`.
  func panel(_ index: Int) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(
      start: buffer.start + offsets[index], count: offsets[index + 1] - offsets[index])
  }

  /// Panel `index` where it lies, to be looked at while nobody writes it.
  func view(_ index: Int) -> Matrix<Double> {
    let (panel, width) = (panel(index), step(index))
    return Matrix(
      rows: panel.count / width, columns: width,
      buffer: TileBuffer(viewing: buffer.start + offsets[index], count: panel.count, owner: buffer))
  }

  /// Reads records into panels, each where `place` says, until one fails; how many it were.
  func load(_ records: Range<Int>, from log: any RecordLog, at place: (Int) -> Int) -> Int {
    for record in records {
      let bytes = UnsafeMutableRawBufferPointer(panel(place(record)))
      guard log.load(record, into: bytes) else { return record - records.lowerBound }
    }
    return records.count
  }

  /// A copy with memory of its own.
  func copy() -> PanelTriangle {
    let copy = PanelTriangle(uninitialized: size)
    copy.buffer.start.update(from: buffer.start, count: buffer.count)
    return copy
  }
}
