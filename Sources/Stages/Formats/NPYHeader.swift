/// The header of an NPY file (numpy.lib.format, versions 1.0 to 3.0): element type, order, shape.
package struct NPYHeader: Hashable, Sendable {
  package var element: NPYElement
  package var isBigEndian = false
  package var isFortranOrder = false
  package var shape: [Int]

  package init(_ element: NPYElement, shape: [Int]) {
    self.element = element
    self.shape = shape
  }

  /// The header's bytes as version 1.0, padded so that the data begin at a multiple of 64.
  package var bytes: [UInt8] {
    let order = element.size == 1 ? "|" : "<"
    let sides = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text =
      "{'descr': '\(order)\(element.rawValue)', 'fortran_order': False, 'shape': (\(sides)), }"
    let unpadded = Self.magic.count + 4 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let count = text.utf8.count
    return Self.magic + [1, 0, UInt8(count & 255), UInt8(count >> 8)] + Array(text.utf8)
  }

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Far above what any array of numbers needs.
  static let longest = 1 << 16

  /// Reads the header at the front of `bytes`; the offset is where the data begin.
  package static func read(
    _ bytes: UnsafeRawBufferPointer
  ) throws(FormatFault) -> (header: NPYHeader, offset: Int) {
    guard bytes.starts(with: magic) else {
      throw fault("the file does not begin like an NPY file", remedy: "save it with numpy.save")
    }
    guard bytes.count >= 12 else { throw truncated }
    let major = bytes[6]
    guard (1...3).contains(major) else {
      throw fault("version \(major) of the format is not known", remedy: "save it as version 1.0")
    }
    let start = major == 1 ? 10 : 12
    let short = Int(bytes[8]) | Int(bytes[9]) << 8
    let length = major == 1 ? short : short | Int(bytes[10]) << 16 | Int(bytes[11]) << 24
    guard length <= longest else {
      throw fault("\(length) bytes of header", remedy: "save a plain array of numbers")
    }
    guard start + length <= bytes.count else { throw truncated }
    var parser = NPYHeaderParser(Array(bytes[start..<start + length]))
    return (try parser.parse(), start + length)
  }

  /// The number of elements, or a fault when no memory could hold them.
  package func count() throws(FormatFault) -> Int {
    // Without the empty sides, as others multiply some of the sides by themselves.
    var count = 1
    for side in shape where side > 0 {
      let (product, overflow) = count.multipliedReportingOverflow(by: side)
      guard !overflow, product <= Int.max / 16 else {
        throw Self.fault(
          "the shape \(shape) is larger than any memory", remedy: "save the array again")
      }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  static func fault(_ cause: String, remedy: String) -> FormatFault {
    FormatFault(at: "header", cause, remedy: remedy)
  }

  private static var truncated: FormatFault {
    fault("the file ends inside the header", remedy: "save or copy it again")
  }
}
