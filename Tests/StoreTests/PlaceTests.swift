import Foundation
import Pipeline
import Store
import Testing

/// Owners, modes, links and names, on a real disk.
@Suite(.serialized) struct PlaceTests {
  private let scratch: Scratch
  private let files = FileManager.default

  init() throws { scratch = try Scratch() }

  private func mode(_ path: String) throws -> Int {
    try #require(try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  private func filled() throws -> (DiskStore, Digest) {
    let store = try DiskStore(at: scratch.store, options: Sample.options)
    let digest = try store.publish(kind: Sample.kind, parts: Sample.parts).digest
    try store.save(StoredRecord(key: Sample.key(1), artifact: digest))
    return (store, digest)
  }

  // One test for all masks: the mask belongs to the process, and tests run side by side.
  @Test func `modes do not depend on the umask`() throws {
    for mask: mode_t in [0o000, 0o022, 0o027, 0o077] {
      let old = umask(mask)
      defer { umask(old) }
      _ = try filled()
      #expect(try mode(scratch.store) == 0o700)
      for name in try files.subpathsOfDirectory(atPath: scratch.store) {
        let path = scratch.store + "/" + name
        var isFolder: ObjCBool = false
        _ = files.fileExists(atPath: path, isDirectory: &isFolder)
        let expected = isFolder.boolValue ? 0o700 : name.hasPrefix("locks/") ? 0o600 : 0o444
        #expect(try mode(path) == expected, "\(name) under \(String(mask, radix: 8))")
      }
      try files.removeItem(atPath: scratch.store)
    }
  }

  @Test func `a store that others may write to is refused unless trusted`() throws {
    _ = try filled()
    try files.setAttributes([.posixPermissions: 0o770], ofItemAtPath: scratch.store)
    #expect(throws: StoreError.exposed(path: scratch.store, mode: 0o770)) {
      try DiskStore(at: scratch.store)
    }
    var options = Sample.options
    options.trusting = true
    #expect(try DiskStore(at: scratch.store, options: options).size().objects == 1)
  }

  @Test func `what is made in a store that others may write to is theirs to use`() throws {
    _ = try filled()
    try files.setAttributes([.posixPermissions: 0o770], ofItemAtPath: scratch.store)
    var options = Sample.options
    options.trusting = true
    let old = umask(0o077)
    defer { umask(old) }
    let store = try DiskStore(at: scratch.store, options: options)
    let before = Set(try files.subpathsOfDirectory(atPath: scratch.store))
    let digest = try store.publish(kind: Sample.kind, parts: [Part("x", text: "another")]).digest
    try store.save(StoredRecord(key: Sample.key(2), artifact: digest))
    _ = try store.claim(Sample.key(3), holder: "test")
    for path in try files.subpathsOfDirectory(atPath: scratch.store) where !before.contains(path) {
      let full = scratch.store + "/" + path
      let expected =
        path.hasPrefix("locks/") && path.count > 10
        ? 0o660
        : try files.attributesOfItem(atPath: full)[.type] as? FileAttributeType
          == .typeDirectory ? 0o770 : 0o444
      #expect(try mode(full) == expected, "\(path)")
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only the superuser can give a folder away"))
  func `what the superuser makes in another's store belongs to its owner`() throws {
    _ = try filled()
    let before = Set(try files.subpathsOfDirectory(atPath: scratch.store))
    chown(scratch.store, 12_345, 0)
    var options = Sample.options
    options.trusting = true
    let store = try DiskStore(at: scratch.store, options: options)
    _ = try store.publish(kind: Sample.kind, parts: [Part("x", text: "another")])
    _ = try store.claim(Sample.key(3), holder: "test")
    let made = try files.subpathsOfDirectory(atPath: scratch.store).filter { !before.contains($0) }
    #expect(made.count >= 3)
    for path in made {
      let attributes = try files.attributesOfItem(atPath: scratch.store + "/" + path)
      #expect(attributes[.ownerAccountID] as? Int == 12_345, "\(path)")
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only the superuser can give a folder away"))
  func `a store of another user is refused unless trusted`() throws {
    _ = try filled()
    chown(scratch.store, 12_345, 0)
    #expect(throws: StoreError.foreign(path: scratch.store, owner: 12_345)) {
      try DiskStore(at: scratch.store)
    }
    var options = Sample.options
    options.trusting = true
    #expect(try DiskStore(at: scratch.store, options: options).size().objects == 1)
  }

  @Test func `a folder with other things is no store`() throws {
    try Data("thesis".utf8).write(to: URL(fileURLWithPath: scratch.path + "/thesis.tex"))
    let before = try files.subpathsOfDirectory(atPath: scratch.path)
    #expect(throws: StoreError.notAStore(path: scratch.path)) { try DiskStore(at: scratch.path) }
    #expect(try files.subpathsOfDirectory(atPath: scratch.path) == before)
  }

  @Test func `a store that need not be made is not`() throws {
    var options = Sample.options
    options.create = false
    #expect(throws: StoreError.absent(path: scratch.store)) {
      try DiskStore(at: scratch.store, options: options)
    }
    #expect(try files.subpathsOfDirectory(atPath: scratch.path).isEmpty)
  }

  @Test func `a copy that lost its empty folders is a store still`() throws {
    let (_, digest) = try filled()
    for room in StoreRoom.allCases where ![.objects, .records].contains(room) {
      try? files.removeItem(atPath: scratch.store + "/" + room.rawValue)
    }
    let store = try DiskStore(at: scratch.store, options: Sample.options)
    #expect(try store.record(for: Sample.key(1))?.artifact == digest)
    #expect(try store.claim(Sample.key(2), holder: "somebody") != nil)
    let text = [Part("n.csv", text: "more")]
    #expect(throws: Never.self) { try store.publish(kind: Sample.kind, parts: text) }
    for room in StoreRoom.allCases {
      #expect(try mode(scratch.store + "/" + room.rawValue) == 0o700)
    }
  }

  @Test func `a store of a newer format is refused and left as it is`() throws {
    _ = try filled()
    let line = "malleus store 2"
    try scratch.overwrite(.marker, with: Array("\(line)\n\(Digest(hashing: line).hex)\n".utf8))
    let before = try scratch.listing()
    #expect(throws: StoreError.newer(path: scratch.store, format: 2)) {
      try DiskStore(at: scratch.store)
    }
    #expect(try scratch.listing() == before)
  }

  /// The places where somebody could plant a link, and whether the store heals there by itself.
  static let plantable: [(String, Bool)] = [
    ("objects", false), ("records", false), ("tmp", false), ("quarantine", false),
    ("locks", false), ("locks/use", false), ("malleus-store", false), ("reserve", true),
    ("objects/xx", true), ("objects/xx/yy", true), ("objects/xx/yy/about.json", true),
    ("objects/xx/yy/.chunks", true), ("records/rr", true), ("records/rr/ss", true),
    ("file-index", true),
  ]

  @Test(arguments: plantable)
  func `a planted link is never followed`(place: String, heals: Bool) throws {
    let (_, digest) = try filled()
    let outside = scratch.path + "/outside"
    try files.createDirectory(atPath: outside, withIntermediateDirectories: true)
    try Data("untouched".utf8).write(to: URL(fileURLWithPath: outside + "/sentinel"))
    let path = scratch.store + "/" + filledIn(place, digest)
    let isFolder =
      !place.contains("use") && !place.contains("about") && !place.contains("chunks")
      && !["malleus-store", "reserve", "records/rr/ss", "file-index"].contains(place)
    try? files.removeItem(atPath: path)
    let target = outside + (isFolder ? "" : "/sentinel")
    try files.createSymbolicLink(atPath: path, withDestinationPath: target)
    var failures = 0
    for step in steps(digest) {
      do { try step() } catch { failures += 1 }
    }
    #expect(heals == (failures == 0), "\(failures) failures")
    #expect(try files.contentsOfDirectory(atPath: outside) == ["sentinel"])
    #expect(try String(contentsOfFile: outside + "/sentinel", encoding: .utf8) == "untouched")
  }

  private func filledIn(_ place: String, _ digest: Digest) -> String {
    let record = Sample.key(1).hex
    return
      place
      .replacingOccurrences(of: "xx", with: digest.hex.prefix(2))
      .replacingOccurrences(of: "yy", with: digest.hex.dropFirst(2))
      .replacingOccurrences(of: "rr", with: record.prefix(2))
      .replacingOccurrences(of: "ss", with: record.dropFirst(2))
  }

  /// Everything a run does with a store, and garbage collection that empties it.
  private func steps(_ digest: Digest) -> [() throws -> Void] {
    let path = scratch.store
    func open() throws -> DiskStore { try DiskStore(at: path, options: Sample.options) }
    return [
      { _ = try open().record(for: Sample.key(1)) },
      {
        let store = try open()
        _ = try store.publish(kind: Sample.kind, parts: Sample.parts)
        try store.save(StoredRecord(key: Sample.key(1), artifact: digest))
      },
      { _ = try open().verifiedParts(digest) },
      { _ = try FileIndex(of: open()).digest(of: #filePath) },
      { _ = try open().collectGarbage(keeping: []) },
    ]
  }

  @Test func `pipes and folders in the place of files are damage, not a wait`() throws {
    let (store, digest) = try filled()
    let path = scratch.inside(StorePath.entry(.objects, digest).chunkTable)
    try files.removeItem(atPath: path)
    mkfifo(path, 0o600)
    #expect(throws: StoreError.damaged(digest)) { try store.verifiedParts(digest) }
    let record = scratch.inside(.entry(.records, Sample.key(1)))
    try files.removeItem(atPath: record)
    try files.createDirectory(atPath: record, withIntermediateDirectories: false)
    #expect(try store.record(for: Sample.key(1)) == nil)
  }

  @Test func `a modified input is noticed even when its time is set back`() throws {
    let (store, digest) = try filled()
    _ = try store.verifiedParts(digest)
    let part = StorePath.entry(.objects, digest).part(try #require(PartName("about.json")))
    let stamp = try files.attributesOfItem(atPath: scratch.inside(part))[.modificationDate]
    try scratch.overwrite(part, with: Array("{\"rows\": 9}".utf8))
    let time = try #require(stamp as? Date)
    try files.setAttributes(
      [.modificationDate: time, .posixPermissions: 0o444], ofItemAtPath: scratch.inside(part))
    #expect(!store.isUntouched(digest))
    #expect(throws: StoreError.damaged(digest)) { try store.verifiedParts(digest) }
  }
}
