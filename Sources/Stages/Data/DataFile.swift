internal import Pipeline

/// A data file that the manifest names, plain or compressed with gzip.
struct DataFile: Sendable {
  /// The file's name, for messages.
  let name: String
  private let bytes: any Bytes
  private let isCompressed: Bool

  init(_ file: InputFile, in context: Context) throws(StageError) {
    name = file.name
    bytes = try context.open(file)
    isCompressed = Gunzip.recognizes(bytes)
  }

  /// The first `count` bytes of the content, fewer when there are fewer.
  func prefix(_ count: Int) throws(StageError) -> [UInt8] {
    guard isCompressed else { return bytes.withUnsafeBytes { [UInt8]($0.prefix(count)) } }
    return try naming { () throws(FormatFault) in try Gunzip.prefix(count, of: bytes) }
  }

  /// The whole content, which is refused when it is longer than `limit`.
  func content(atMost limit: Int) throws(StageError) -> any Bytes {
    if isCompressed {
      return try naming { () throws(FormatFault) in
        try Gunzip.content(of: bytes, atMost: limit)
      }
    }
    guard bytes.count <= limit else {
      throw fault(
        "end", "\(bytes.count - limit) bytes too many", "give the file that its header describes")
    }
    return bytes
  }

  /// The NPY array in the file.
  func array() throws(StageError) -> NPYArray {
    var limit = bytes.count
    if isCompressed {
      let front = try prefix(NPYHeader.longest + 12)
      limit = try naming { () throws(FormatFault) in
        let read = front.withUnsafeBytes { front in
          Result { () throws(FormatFault) in try NPYHeader.read(front) }
        }
        let (header, offset) = try read.get()
        return offset + (try header.count()) * header.element.size
      }
    }
    let content = try content(atMost: limit)
    return try naming { () throws(FormatFault) in try NPYArray(reading: content) }
  }

  /// The sizes that the header of the NPY array in the file gives.
  func arrayShape() throws(StageError) -> [Int] {
    let front = try prefix(NPYHeader.longest + 12)
    return try naming { () throws(FormatFault) in
      let header = try front.withUnsafeBytes { front in
        Result { () throws(FormatFault) in try NPYHeader.read(front).header }
      }.get()
      _ = try header.count()
      return header.shape
    }
  }

  /// Runs `body`, whose faults are this file's.
  func naming<Value>(
    _ body: () throws(FormatFault) -> Value
  ) throws(StageError) -> Value {
    do throws(FormatFault) {
      return try body()
    } catch {
      throw error.inFile(name)
    }
  }

  /// The fault of this file.
  func fault(_ place: String, _ cause: String, _ remedy: String) -> StageError {
    .badFile(file: name, place: place, cause: cause, remedy: remedy)
  }
}
