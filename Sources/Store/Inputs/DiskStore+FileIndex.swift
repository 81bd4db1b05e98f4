internal import Pipeline

extension DiskStore {
  private static let fileIndexVersion = 1

  /// The saved index; empty when there is none, or when it is damaged or of another version.
  func savedFileIndex() throws(StoreError) -> [String: KnownFile] {
    guard let status = try disk.status(.fileIndex), status.kind == .file,
      let frame = Frame(.fileIndex, decoding: try disk.content(of: .fileIndex).array),
      frame.version == Self.fileIndexVersion
    else { return [:] }
    return KnownFile.decode(frame.payload)
  }

  func saveFileIndex(_ files: [String: KnownFile]) throws(StoreError) {
    let frame = Frame(
      .fileIndex, version: Self.fileIndexVersion, payload: KnownFile.encode(files))
    try FileWriting(disk: disk).publish(
      frame.encoded, at: .fileIndex, through: .temporary(token()))
  }
}

extension KnownFile {
  /// Each file as seven numbers of eight bytes, the digest, and the path with its length.
  static func encode(_ files: [String: KnownFile]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      for number in file.numbers { bytes.append(littleEndian: number, count: 8) }
      bytes += file.digest.bytes
      bytes.append(littleEndian: path.utf8.count, count: 8)
      bytes += path.utf8
    }
    return bytes
  }

  /// The files in a payload whose frame was whole; stops at the first thing out of place.
  static func decode(_ payload: [UInt8]) -> [String: KnownFile] {
    var files: [String: KnownFile] = [:]
    var rest = payload[...]
    while rest.count >= 96 {
      let numbers = (0..<7).map { index in
        Int(truncatingIfNeeded: rest.dropFirst(8 * index).prefix(8).littleEndian)
      }
      let length = rest.dropFirst(88).prefix(8).littleEndian
      guard let digest = Digest(bytes: rest.dropFirst(56).prefix(32)),
        length <= UInt64(rest.count - 96)
      else { break }
      let path = String(decoding: rest.dropFirst(96).prefix(Int(length)), as: UTF8.self)
      files[path] = KnownFile(numbers, digest)
      rest = rest.dropFirst(96 + Int(length))
    }
    return files
  }

  private var numbers: [Int] {
    [
      status.size, Int(status.mode), Int(status.owner), Int(status.modified),
      Int(status.changed), Int(truncatingIfNeeded: status.inode),
      Int(truncatingIfNeeded: status.device),
    ]
  }

  private init(_ numbers: [Int], _ digest: Digest) {
    status = FileStatus(
      kind: .file, size: numbers[0], mode: UInt32(truncatingIfNeeded: numbers[1]),
      owner: UInt32(truncatingIfNeeded: numbers[2]), modified: Int64(numbers[3]),
      changed: Int64(numbers[4]), inode: UInt64(truncatingIfNeeded: numbers[5]),
      device: UInt64(truncatingIfNeeded: numbers[6]))
    self.digest = digest
  }
}
