/// Room for the lists of a block of rows of a batch, by row for the forward pass and by column for the backward pass.
struct ListedBlock<Scalar: TrainingScalar>: Sendable {
  private let width: Int
  private let bases: TileBuffer<Scalar>
  private let rowBegins: TileBuffer<Int32>
  private let columnBegins: TileBuffer<Int32>
  private let columns: TileBuffer<UInt16>
  private let rows: TileBuffer<UInt16>
  private let byRow: TileBuffer<Scalar>
  private let byColumn: TileBuffer<Scalar>

  /// Room for as many rows as a block has, of `columns` elements of which `longest` are listed at most.
  init(columns width: Int, longest: Int) {
    self.width = width
    let height = RowBlocks<Scalar>.height
    bases = TileBuffer(uninitialized: height)
    rowBegins = TileBuffer(uninitialized: height + 1)
    columnBegins = TileBuffer(uninitialized: width + 1)
    columns = TileBuffer(uninitialized: height * longest)
    rows = TileBuffer(uninitialized: height * longest)
    byRow = TileBuffer(uninitialized: height * longest)
    byColumn = TileBuffer(uninitialized: height * longest)
  }

  /// Takes the lists of the chosen rows.
  func fill(from lists: ListedRows<Scalar>, _ chosen: ArraySlice<Int64>) {
    precondition(chosen.count <= RowBlocks<Scalar>.height, "more rows than a block has")
    columnBegins.elements.initialize(repeating: 0)
    var place = 0
    for (row, source) in chosen.enumerated() {
      rowBegins.start[row] = Int32(place)
      lists.withRow(Int(source)) { base, columns, values in
        bases.start[row] = base
        for index in columns.indices {
          self.columns.start[place + index] = columns[index]
          byRow.start[place + index] = values[index]
          columnBegins.start[Int(columns[index])] += 1
        }
        place += columns.count
      }
    }
    rowBegins.start[chosen.count] = Int32(place)
    columnBegins.start[width] = Int32(place)
    for column in 1..<max(1, width) {
      columnBegins.start[column] += columnBegins.start[column - 1]
    }
    // Each column now ends where it says it begins. From the last row to the first it is filled from its end, so that it
    // lists its rows in rising order, and begins where the first of them came to lie.
    for row in (0..<chosen.count).reversed() {
      for index in Int(rowBegins.start[row])..<Int(rowBegins.start[row + 1]) {
        let column = Int(columns.start[index])
        columnBegins.start[column] -= 1
        let target = Int(columnBegins.start[column])
        rows.start[target] = UInt16(row)
        byColumn.start[target] = byRow.start[index]
      }
    }
  }

  /// The first `count` rows, for the loops.
  func view(_ count: Int) -> Scalar.Listed {
    Scalar.listed(
      count, bases: bases.start, rowBegins: rowBegins.start, columnBegins: columnBegins.start,
      columns: columns.start, rows: rows.start, byRow: byRow.start, byColumn: byColumn.start)
  }
}
