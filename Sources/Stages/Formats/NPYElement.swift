/// The element types of NPY files that are read, all of them numbers.
package enum NPYElement: String, Sendable, CaseIterable {
  case float64 = "f8"
  case float32 = "f4"
  case int64 = "i8"
  case int32 = "i4"
  case int16 = "i2"
  case int8 = "i1"
  case uint32 = "u4"
  case uint16 = "u2"
  case uint8 = "u1"
  case bool = "b1"

  /// The number of bytes.
  package var size: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32, .uint32: 4
    case .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Whether values are whole numbers by type.
  package var isInteger: Bool { self != .float64 && self != .float32 }

  /// One element as a double; 64-bit integers beyond 2⁵³ are rounded.
  func double(_ bytes: UnsafeRawBufferPointer, at offset: Int, swapped: Bool) -> Double {
    switch self {
    case .float64:
      Double(bitPattern: Self.word(bytes, offset, swapped, UInt64.self))
    case .float32:
      Double(Float(bitPattern: Self.word(bytes, offset, swapped, UInt32.self)))
    default:
      Double(integer(bytes, at: offset, swapped: swapped))
    }
  }

  /// One element of an integer type.
  func integer(_ bytes: UnsafeRawBufferPointer, at offset: Int, swapped: Bool) -> Int64 {
    switch self {
    case .int64: Self.word(bytes, offset, swapped, Int64.self)
    case .int32: Int64(Self.word(bytes, offset, swapped, Int32.self))
    case .int16: Int64(Self.word(bytes, offset, swapped, Int16.self))
    case .int8: Int64(Self.word(bytes, offset, swapped, Int8.self))
    case .uint32: Int64(Self.word(bytes, offset, swapped, UInt32.self))
    case .uint16: Int64(Self.word(bytes, offset, swapped, UInt16.self))
    case .uint8: Int64(bytes[offset])
    case .bool: bytes[offset] == 0 ? 0 : 1
    case .float64, .float32: preconditionFailure("not an integer type")
    }
  }

  private static func word<Word: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _ offset: Int, _ swapped: Bool, _: Word.Type
  ) -> Word {
    let word = bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)
    return swapped ? word.byteSwapped : word
  }
}
