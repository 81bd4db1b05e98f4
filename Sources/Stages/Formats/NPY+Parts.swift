package import Numerics
package import Pipeline

extension Part {
  /// A part that holds `matrix` as a rows×columns float64 array, without copying it.
  package static func npy(_ name: String, _ matrix: Matrix<Double>) -> Part {
    let header = NPYHeader(.float64, shape: [matrix.rows, matrix.columns])
    return Part(name, [header.bytes, MatrixBytes(matrix: matrix)])
  }

  /// A part that holds `values` as a one-dimensional float64 array.
  package static func npy(_ name: String, _ values: [Double]) -> Part {
    Part(
      name, [NPYHeader(.float64, shape: [values.count]).bytes, ElementBytes(elements: values)])
  }

  /// A part that holds `bytes` as a rows×columns uint8 array.
  package static func npy(_ name: String, _ bytes: [UInt8], rows: Int, columns: Int) -> Part {
    Part(name, [NPYHeader(.uint8, shape: [rows, columns]).bytes, bytes])
  }

  /// A part that holds `values` as a one-dimensional int32 array.
  package static func npy(_ name: String, _ values: [Int32]) -> Part {
    Part(name, [NPYHeader(.int32, shape: [values.count]).bytes, ElementBytes(elements: values)])
  }

  /// A part that holds `values` as a one-dimensional int64 array.
  package static func npy(_ name: String, _ values: [Int64]) -> Part {
    Part(name, [NPYHeader(.int64, shape: [values.count]).bytes, ElementBytes(elements: values)])
  }
}

extension Parts {
  /// The matrix in the part called `name`, sharing memory with a mapped file.
  package func matrix(_ name: String) throws(StageError) -> Matrix<Double> {
    try decode(name) { (array) throws(FormatFault) in try array.matrix() }
  }

  /// The numbers in the one-dimensional part called `name`.
  package func doubles(_ name: String, count: Int? = nil) throws(StageError) -> [Double] {
    try checked(decode(name) { (array) throws(FormatFault) in array.doubles() }, name, count)
  }

  /// The labels in the part called `name`.
  package func labels(_ name: String, count: Int? = nil) throws(StageError) -> [Int32] {
    let integers = try ids(name, count: count)
    let labels = integers.compactMap { Int32(exactly: $0) }
    guard labels.count == integers.count else {
      throw .damaged(part: name, cause: "a label does not fit 32 bits")
    }
    return labels
  }

  /// The ids in the part called `name`.
  package func ids(_ name: String, count: Int? = nil) throws(StageError) -> [Int64] {
    try checked(decode(name) { (array) throws(FormatFault) in try array.integers() }, name, count)
  }

  /// The bytes of a rows×columns uint8 array in the part called `name`.
  package func bytes(_ name: String, rows: Int, columns: Int) throws(StageError) -> [UInt8] {
    let array = try decode(name) { (array) throws(FormatFault) in array }
    guard array.header.element == .uint8, !array.header.isFortranOrder,
      array.shape == [rows, columns]
    else {
      throw .damaged(part: name, cause: "it is not a \(rows)×\(columns) array of bytes")
    }
    return array.elements.array
  }

  private func decode<Value>(
    _ name: String, _ body: (NPYArray) throws(FormatFault) -> Value
  ) throws(StageError) -> Value {
    let bytes = try bytes(name)
    do throws(FormatFault) {
      return try body(NPYArray(reading: bytes))
    } catch {
      throw error.inPart(name)
    }
  }

  private func checked<Value>(
    _ values: [Value], _ name: String, _ count: Int?
  ) throws(StageError) -> [Value] {
    if let count, values.count != count {
      throw .damaged(part: name, cause: "it holds \(values.count) values for \(count) rows")
    }
    return values
  }
}

/// A matrix's elements as bytes.
struct MatrixBytes: Bytes {
  let matrix: Matrix<Double>

  var count: Int { matrix.count * MemoryLayout<Double>.stride }

  func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try matrix.withUnsafeBytes(body)
  }
}

/// An array's elements as bytes.
private struct ElementBytes<Element: BitwiseCopyable & Sendable>: Bytes {
  let elements: [Element]

  var count: Int { elements.count * MemoryLayout<Element>.stride }

  func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try elements.withUnsafeBytes(body)
  }
}
