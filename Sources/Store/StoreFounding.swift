internal import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Makes a store, or makes sure that a folder is one that may be used.
struct StoreFounding {
  let disk: any Disk
  let options: DiskStore.Options

  func prepare() throws(StoreError) {
    try checkOwner()
    switch try markerReading() {
    case .current: try makeMissingRooms()
    case .newer(let format): throw .newer(path: disk.name, format: format)
    case .damaged:
      guard try holdsOnlyOurs() else { throw .notAStore(path: disk.name) }
      options.warn(.markerRenewed(path: "\(disk.name)/\(StorePath.marker)"))
      try found()
    case nil:
      guard try isUnused() else {
        // Another process may have founded the store and used it since the first look.
        if case .current? = try markerReading() { return }
        throw .notAStore(path: disk.name)
      }
      guard options.create else { throw .absent(path: disk.name) }
      try found()
    }
  }

  private func checkOwner() throws(StoreError) {
    guard !options.trusting, let root = try disk.status(.root) else { return }
    if root.owner != geteuid() { throw .foreign(path: disk.name, owner: root.owner) }
    if root.mode & 0o022 != 0 { throw .exposed(path: disk.name, mode: root.mode) }
  }

  /// Puts back the folders that a copy of the store lost because they were empty.
  private func makeMissingRooms() throws(StoreError) {
    for room in StoreRoom.allCases where try disk.status(.room(room)) == nil {
      try disk.makeFolderIfMissing(.room(room))
    }
  }

  private func markerReading() throws(StoreError) -> Marker.Reading? {
    guard let status = try disk.status(.marker) else { return nil }
    guard status.kind == .file else {
      throw .planted(path: "\(disk.name)/\(StorePath.marker)")
    }
    guard status.size <= 4096 else { return .damaged }
    return Marker.read(try disk.content(of: .marker).array)
  }

  private static let ownNames = Set(
    StoreRoom.allCases.map(\.rawValue)
      + [StorePath.marker, .reserve, .fileIndex].map(\.description))

  private func holdsOnlyOurs() throws(StoreError) -> Bool {
    try disk.list(.root).allSatisfy(Self.ownNames.contains)
  }

  /// Whether the folder is empty, or what an interrupted founding leaves.
  private func isUnused() throws(StoreError) -> Bool {
    guard try holdsOnlyOurs() else { return false }
    for room in [StoreRoom.objects, .records] {
      if try disk.status(.room(room)) != nil, try !disk.list(.room(room)).isEmpty { return false }
    }
    return true
  }

  /// Makes folders first and the marker last, so that a marker means a complete store.
  private func found() throws(StoreError) {
    for room in StoreRoom.allCases { try disk.makeFolderIfMissing(.room(room)) }
    // Garbage collection by somebody faster must not come between the marker's write and its rename.
    var quietly = options
    quietly.warn = { _ in }
    let use = try UseLock(disk: disk, options: quietly)
    defer { withExtendedLifetime(use) {} }
    let writing = FileWriting(disk: disk)
    try writing.makeReserve(of: options.reserve)
    let temporary = StorePath.temporary(UInt64.random(in: 0...UInt64.max))
    try writing.publish(Marker.encoded(), at: .marker, through: temporary)
  }
}
