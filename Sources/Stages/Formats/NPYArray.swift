package import Numerics
package import Pipeline

/// An array read from NPY bytes; the elements stay where they are until they are asked for.
package struct NPYArray: Sendable {
  package let header: NPYHeader
  private let bytes: any Bytes
  private let offset: Int
  private let count: Int

  /// Reads the header of `bytes` and checks that exactly the elements it promises follow.
  package init(reading bytes: any Bytes) throws(FormatFault) {
    let read = bytes.withUnsafeBytes { buffer in
      Result { () throws(FormatFault) in try NPYHeader.read(buffer) }
    }
    let (header, offset) = try read.get()
    let count = try header.count()
    let wanted = count * header.element.size
    let found = bytes.count - offset
    guard found >= wanted else {
      throw FormatFault(
        at: "data", "the file ends after \(found) of \(wanted) bytes",
        remedy: "save or copy it again")
    }
    guard found == wanted else {
      throw FormatFault(
        at: "data", "\(found - wanted) bytes follow the array", remedy: "save one array per file")
    }
    (self.header, self.bytes, self.offset, self.count) = (header, bytes, offset, count)
  }

  /// The shape, one size per dimension.
  package var shape: [Int] { header.shape }

  /// Rows and columns: one dimension is a single column, more than two are flattened row by row.
  package var sides: (rows: Int, columns: Int) {
    (shape.first ?? 1, shape.dropFirst().reduce(1, *))
  }

  /// The elements as a matrix of doubles, a view of the bytes where they allow it.
  package func matrix() throws(FormatFault) -> Matrix<Double> {
    let (rows, columns) = sides
    if header.isFortranOrder, shape.count > 1 {
      guard shape.count == 2 else {
        throw NPYHeader.fault(
          "\(shape.count) dimensions in Fortran order", remedy: "save numpy.ascontiguousarray of it"
        )
      }
      return Matrix(rows: columns, columns: rows, doubles()).transposed
    }
    return view(rows: rows, columns: columns)
      ?? Matrix(rows: rows, columns: columns, doubles())
  }

  /// A matrix that shares the memory of the bytes.
  ///
  /// An array's bytes may move; whatever else is `Bytes` (a matrix, a mapped file) keeps them in
  /// place for as long as it lives.
  private func view(rows: Int, columns: Int) -> Matrix<Double>? {
    guard header.element == .float64, !header.isBigEndian else { return nil }
    return Matrix(rows: rows, columns: columns, viewing: bytes, from: offset)
  }

  /// The elements in the file's order, as doubles.
  package func doubles() -> [Double] {
    map { element, bytes, offset, swapped in element.double(bytes, at: offset, swapped: swapped) }
  }

  /// The elements as whole numbers; floating-point ones must be whole.
  package func integers() throws(FormatFault) -> [Int64] {
    if header.element.isInteger {
      return map { $0.integer($1, at: $2, swapped: $3) }
    }
    var integers: [Int64] = []
    integers.reserveCapacity(count)
    for (index, value) in doubles().enumerated() {
      guard let integer = Int64(exactly: value) else {
        throw FormatFault(
          at: "element \(index)", "\(value) is not a whole number", remedy: "save whole numbers")
      }
      integers.append(integer)
    }
    return integers
  }

  /// The elements as they are in the file.
  var elements: any Bytes {
    bytes.withUnsafeBytes { Array($0[offset..<offset + count * header.element.size]) }
  }

  private func map<Value>(
    _ read: (NPYElement, UnsafeRawBufferPointer, Int, Bool) -> Value
  ) -> [Value] {
    let (element, swapped) = (header.element, header.isBigEndian)
    return bytes.withUnsafeBytes { buffer in
      (0..<count).map { read(element, buffer, offset + $0 * element.size, swapped) }
    }
  }
}

extension Matrix where Scalar == Double {
  /// Shares the memory of float64 numbers in this machine's byte order that stand in `bytes` from `offset` on.
  ///
  /// Nil for an array, whose bytes may move, for bytes that are not aligned, and for a matrix without elements.
  init?(rows: Int, columns: Int, viewing bytes: any Bytes, from offset: Int) {
    let length = rows * columns * MemoryLayout<Double>.stride
    guard !(bytes is [UInt8]), length > 0, bytes.count >= offset + length else { return nil }
    let start = bytes.withUnsafeBytes { $0.baseAddress.map { $0 + offset } }
    guard let start, UInt(bitPattern: start) % UInt(MemoryLayout<Double>.alignment) == 0 else {
      return nil
    }
    self.init(
      rows: rows, columns: columns, viewing: start.assumingMemoryBound(to: Double.self),
      owner: bytes)
  }
}
