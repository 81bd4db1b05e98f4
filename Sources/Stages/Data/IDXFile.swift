internal import Pipeline

/// An IDX file of unsigned bytes (Yann LeCun's format): a magic number, big-endian sizes, data.
struct IDXFile: Sendable {
  /// The size of each dimension, the first one the number of examples.
  let sides: [Int]
  private let bytes: any Bytes
  private let offset: Int

  /// Reads the header and checks that exactly the bytes it promises follow.
  init(_ file: DataFile, dimensions: Int) throws(StageError) {
    let offset = 4 + 4 * dimensions
    let sides = try Self.sides(of: file, dimensions: dimensions)
    let count = try Self.count(file, sides)
    let bytes = try file.content(atMost: offset + count)
    guard bytes.count == offset + count else {
      throw file.fault(
        "data", "the header promises \(count) bytes, \(bytes.count - offset) are there",
        "download or copy it again")
    }
    (self.sides, self.bytes, self.offset) = (sides, bytes, offset)
  }

  /// The sizes that the header gives, without a look at what follows.
  static func sides(of file: DataFile, dimensions: Int) throws(StageError) -> [Int] {
    let sides = try sides(file, file.prefix(4 + 4 * dimensions), dimensions)
    _ = try count(file, sides)
    return sides
  }

  private static func sides(
    _ file: DataFile, _ header: [UInt8], _ dimensions: Int
  ) throws(StageError) -> [Int] {
    guard header.count >= 4 else {
      throw file.fault("header", "the file has \(header.count) bytes", "download or copy it again")
    }
    let magic: [UInt8] = [0, 0, 8, UInt8(dimensions)]
    guard Array(header.prefix(4)) == magic else {
      throw file.fault(
        "header", "the magic number is \(hex(header.prefix(4))), not \(hex(magic[...]))",
        "give \(dimensions == 1 ? "an IDX file of labels" : "an IDX file of images")")
    }
    guard header.count == 4 + 4 * dimensions else {
      throw file.fault("header", "the file ends inside the header", "download or copy it again")
    }
    return (1...dimensions).map { place in
      header[4 * place..<4 * place + 4].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
  }

  private static func count(_ file: DataFile, _ sides: [Int]) throws(StageError) -> Int {
    var count = 1
    for side in sides {
      let (product, overflow) = count.multipliedReportingOverflow(by: side)
      guard !overflow, product < 1 << 48 else {
        throw file.fault("header", "the sizes \(sides) fit no file", "download or copy it again")
      }
      count = product
    }
    return count
  }

  /// The number of bytes of one example.
  var stride: Int { sides.dropFirst().reduce(1, *) }

  /// Calls `body` with the data.
  func withData<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0.dropFirst(offset))) }
  }
}
