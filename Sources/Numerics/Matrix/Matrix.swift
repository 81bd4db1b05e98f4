/// A dense matrix, row after row, with value semantics: copies share memory until one of them is changed.
public struct Matrix<Scalar: RealScalar>: Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns, which is also the distance from one row to the next.
  public let columns: Int
  @usableFromInline var buffer: TileBuffer<Scalar>

  init(rows: Int, columns: Int, buffer: TileBuffer<Scalar>) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative sides")
    precondition(buffer.count == rows * columns, "\(buffer.count) elements for \(rows)×\(columns)")
    self.rows = rows
    self.columns = columns
    self.buffer = buffer
  }

  /// Every element the same.
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(rows: rows, columns: columns, buffer: TileBuffer(uninitialized: rows * columns))
    buffer.elements.initialize(repeating: value)
  }

  /// The elements row by row; their number must be rows × columns.
  public init(rows: Int, columns: Int, _ elements: [Scalar]) {
    precondition(
      elements.count == rows * columns, "\(elements.count) elements for \(rows)×\(columns)")
    self.init(rows: rows, columns: columns, buffer: TileBuffer(uninitialized: rows * columns))
    _ = buffer.elements.initialize(from: elements)
  }

  /// A matrix from its rows, all equally long.
  public init(_ rows: [[Scalar]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "rows of different lengths")
    self.init(rows: rows.count, columns: columns, rows.flatMap { $0 })
  }

  /// A view of memory that `owner` keeps in place and unchanged, such as a mapped file.
  ///
  /// The first change copies it.
  public init(
    rows: Int, columns: Int, viewing start: UnsafePointer<Scalar>, owner: any Sendable
  ) {
    self.init(
      rows: rows, columns: columns,
      buffer: TileBuffer(viewing: start, count: rows * columns, owner: owner))
  }

  /// The number of elements.
  public var count: Int { rows * columns }

  /// One element.
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    get {
      checkBounds(row, column)
      return buffer.start[row * columns + column]
    }
    set {
      checkBounds(row, column)
      makeUnique()
      buffer.start[row * columns + column] = newValue
    }
  }

  @inlinable
  func checkBounds(_ row: Int, _ column: Int) {
    precondition(
      row >= 0 && row < rows && column >= 0 && column < columns,
      "element (\(row), \(column)) of a \(rows)×\(columns) matrix")
  }

  /// Hands the memory on and keeps none of it, so that who receives it is its only user.
  mutating func take() -> Matrix {
    let taken = self
    self = Matrix(rows: 0, columns: 0)
    return taken
  }

  /// Copies the memory unless this is its only user.
  @inlinable
  mutating func makeUnique() {
    if buffer.isBorrowed || !isKnownUniquelyReferenced(&buffer) { buffer = buffer.copy() }
  }
}

extension Matrix: Equatable {
  /// Equal shapes and elements; NaN differs from itself.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public static func == (a: Matrix, b: Matrix) -> Bool {
    a.rows == b.rows && a.columns == b.columns
      && a.buffer.elements.elementsEqual(b.buffer.elements)
  }
}
