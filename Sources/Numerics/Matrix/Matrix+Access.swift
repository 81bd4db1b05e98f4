extension Matrix {
  /// All elements, row after row.
  @inlinable
  public func withUnsafeBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(buffer) {} }
    return try body(UnsafeBufferPointer(buffer.elements))
  }

  /// All elements, row after row, to change in place.
  @inlinable
  public mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    makeUnique()
    defer { withExtendedLifetime(buffer) {} }
    return try body(buffer.elements)
  }

  /// The memory as bytes, in this machine's byte order.
  @inlinable
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(buffer) {} }
    return try body(UnsafeRawBufferPointer(UnsafeBufferPointer(buffer.elements)))
  }

  /// A copy of one row.
  @inlinable
  public func row(_ index: Int) -> [Scalar] {
    withUnsafeRow(index) { Array($0) }
  }

  /// A copy of one column.
  @inlinable
  public func column(_ index: Int) -> [Scalar] {
    precondition(index >= 0 && index < columns, "column \(index) of \(columns)")
    return (0..<rows).map { buffer.start[$0 * columns + index] }
  }

  /// A copy of all elements, row after row.
  @inlinable
  public var elements: [Scalar] { withUnsafeBufferPointer { Array($0) } }

  /// The elements of one row where they lie.
  @inlinable
  public func withUnsafeRow<Result, Failure: Error>(
    _ index: Int, _ body: (UnsafeBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
    defer { withExtendedLifetime(buffer) {} }
    return try body(UnsafeBufferPointer(start: buffer.start + index * columns, count: columns))
  }

  /// The elements of one row where they lie, to change in place.
  @inlinable
  public mutating func withUnsafeMutableRow<Result, Failure: Error>(
    _ index: Int, _ body: (UnsafeMutableBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
    makeUnique()
    defer { withExtendedLifetime(buffer) {} }
    return try body(
      UnsafeMutableBufferPointer(start: buffer.start + index * columns, count: columns))
  }
}
