import Numerics
import Pipeline
import Stages
import Testing

@Suite struct NPYTests {
  /// An NPY file of version 1.0 with the header text as given.
  private static func file(_ header: String, _ data: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
    let count = header.utf8.count
    let length = [UInt8(count & 255), UInt8(count >> 8)] + (version > 1 ? [0, 0] : [])
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + Array(header.utf8) + data
  }

  private static func header(_ type: String, _ shape: String, fortran: String = "False") -> String {
    "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': (\(shape)), }\n"
  }

  private static func bytes<Value: BitwiseCopyable>(_ values: [Value]) -> [UInt8] {
    values.withUnsafeBytes { [UInt8]($0) }
  }

  @Test func `what is written begins at a multiple of 64 bytes and reads back`() throws {
    let matrix = Matrix<Double>([[1, -0.0, 3e-300], [.pi, 5, 1e308]])
    let part = Part.npy("m", matrix)
    #expect(part.pieces[0].count % 64 == 0)
    let read = try NPYArray(reading: part.joined).matrix()
    #expect(read == matrix)
    #expect(read[0, 1].sign == .minus)
  }

  static let types: [(type: String, data: [UInt8])] = [
    ("<f8", bytes([1.0, 2, 250])), (">f8", bytes([1.0, 2, 250].map(\.bitPattern.bigEndian))),
    ("<f4", bytes([1, 2, 250] as [Float])), ("<i8", bytes([1, 2, 250] as [Int64])),
    (">i4", bytes([1, 2, 250].map { Int32($0).bigEndian })),
    ("<i2", bytes([1, 2, 250] as [Int16])),
    ("<u2", bytes([1, 2, 250] as [UInt16])), ("<u4", bytes([1, 2, 250] as [UInt32])),
    ("|u1", [1, 2, 250]), ("=i4", bytes([1, 2, 250] as [Int32])),
  ]

  @Test(arguments: types.indices, [1, 2, 3] as [UInt8])
  func `all number types and versions are read`(index: Int, version: UInt8) throws {
    let (type, data) = Self.types[index]
    let file = Self.file(Self.header(type, "3,"), data, version: version)
    let array = try NPYArray(reading: file)
    #expect(array.doubles() == [1, 2, 250])
    #expect(try array.integers() == [1, 2, 250])
    #expect(array.sides == (3, 1))
  }

  @Test func `signs survive, truth values become 0 and 1`() throws {
    #expect(
      try NPYArray(reading: Self.file(Self.header("|i1", "2,"), [255, 3])).integers() == [-1, 3])
    #expect(
      try NPYArray(reading: Self.file(Self.header("|b1", "2,"), [0, 1])).integers() == [0, 1])
  }

  @Test func `columns written first are put in rows`() throws {
    let data = Self.bytes([1.0, 4, 2, 5, 3, 6])
    let file = Self.file(Self.header("<f8", "2, 3", fortran: "True"), data)
    #expect(try NPYArray(reading: file).matrix() == Matrix([[1, 2, 3], [4, 5, 6]]))
  }

  static let faults: [(file: [UInt8], place: String, cause: String)] = [
    ([], "header", "the file does not begin like an NPY file"),
    (Array("PK".utf8), "header", "the file does not begin like an NPY file"),
    ([0x93] + Array("NUMPY".utf8) + [1, 0, 9], "header", "the file ends inside the header"),
    (file("{}", version: 9), "header", "version 9 of the format is not known"),
    (Array(file(header("<f8", "3,")).prefix(40)), "header", "the file ends inside the header"),
    (file(header("<f8", "3,"), [0]), "data", "the file ends after 1 of 24 bytes"),
    (file(header("|u1", "1,"), [0, 1]), "data", "1 bytes follow the array"),
    (file(header("|O", "1,"), [0]), "header", "the elements are Python objects"),
    (file(header("<c16", "1,")), "header", "elements of type ‘<c16’ are not read"),
    (file(header("<U3", "1,")), "header", "elements of type ‘<U3’ are not read"),
    (
      file("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}"), "header",
      "the elements are records"
    ),
    (
      file(header("<f8", "4294967296, 4294967296")), "header",
      "the shape [4294967296, 4294967296] is larger than any memory"
    ),
    (
      file(header("<f8", "0, 4611686018427387904, 4")), "header",
      "the shape [0, 4611686018427387904, 4] is larger than any memory"
    ),
    (
      file(header("<f8", "99999999999999999999")), "header",
      "a side of 99999999999999999999 elements"
    ),
    (file(header("<f8", "1,1,1,1,1,1,1,1,1")), "header", "more than 8 dimensions"),
    (file(header("<f8", "4000000000,")), "data", "the file ends after 0 of 32000000000 bytes"),
  ]

  @Test(arguments: faults.indices)
  func `bad files get one clear fault`(index: Int) {
    let (file, place, cause) = Self.faults[index]
    let fault = #expect(throws: FormatFault.self) { try NPYArray(reading: file) }
    #expect(fault?.place == place)
    #expect(fault?.cause == cause)
    #expect(fault?.remedy.isEmpty == false)
  }

  @Test(
    arguments: [
      "   ", "{  ", "{}", "{'descr': '<f8'}", "['descr']", "{'shape': (1,), 'shape': (1,)}",
      "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} and more",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'more': 1}",
      "{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}",
      "{'descr': '<f8, 'fortran_order': False, 'shape': (1,)",
    ])
  func `descriptions that are no plain dictionary are refused`(header: String) {
    let fault = #expect(throws: FormatFault.self) { try NPYArray(reading: Self.file(header)) }
    #expect(fault?.cause.contains("cannot be read") == true)
  }

  @Test func `fractions are no labels`() {
    let file = Self.file(Self.header("<f8", "2,"), Self.bytes([1, 1.5]))
    #expect(
      throws: FormatFault(
        at: "element 1", "1.5 is not a whole number", remedy: "save whole numbers")
    ) {
      try NPYArray(reading: file).integers()
    }
  }

  @Test func `every cut of a good file is refused`() throws {
    let whole = Part.npy("m", Matrix<Double>([[1, 2], [3, 4]])).joined.array
    for count in 0..<whole.count {
      #expect(throws: FormatFault.self) { try NPYArray(reading: Array(whole.prefix(count))) }
    }
  }
}
