import Pipeline
import Store
import Testing

struct PublishTests {
  @Test func `what was published is read back part by part`() throws {
    let scratch = try Scratch()
    let store = try DiskStore(at: scratch.store)
    let published = try store.publish(kind: Sample.kind, parts: Sample.parts)
    #expect(published.bytes == 11 + 5003)
    let object = try DiskStore(at: scratch.store).verifiedParts(published.digest)
    #expect(object.kind == Sample.kind)
    #expect(object.parts.names == ["about.json", "empty.csv", "matrix.npy"])
    for part in Sample.parts {
      #expect(try object.parts.bytes(part.name).array == part.joined.array)
    }
  }

  @Test func `the digest is that of the contract, whatever the pieces and the cores`() throws {
    let scratch = try Scratch()
    let store = try DiskStore(at: scratch.store)
    var random = SplitMix(1)
    let block = random.bytes(1 << 16)
    let content = (0..<150).flatMap { _ in block }
    let expected = ContentDigest.artifact(
      kind: "Kernel",
      parts: [
        (
          "k.npy",
          ContentDigest.combine(
            length: content.count,
            chunks: content.withUnsafeBytes { ContentDigest.chunks(of: $0) })
        )
      ])
    let cuts = [[], [1], [4 << 20], [0, 5 << 20, 9 << 20], [4_194_303, 4_194_305, 8_388_608]]
    for cores in [1, 2, 7] {
      for cut in cuts {
        let borders = [0] + cut + [content.count]
        let pieces = zip(borders, borders.dropFirst()).map { Array(content[$0..<$1]) }
        let published = try store.publish(
          kind: "Kernel", parts: [Part("k.npy", pieces)], cores: cores)
        #expect(published.digest == expected)
        let object = try store.verifiedParts(expected, cores: cores)
        #expect(try object.parts.bytes("k.npy").array == content)
      }
    }
    #expect(try store.size().objects == 1)
  }

  @Test func `a record is found when its artifact is there`() throws {
    let scratch = try Scratch()
    let store = try DiskStore(at: scratch.store)
    let artifact = try store.publish(kind: Sample.kind, parts: Sample.parts).digest
    let record = StoredRecord(key: Sample.key(1), artifact: artifact, payload: [1, 2, 3])
    #expect(try store.record(for: record.key) == nil)
    try store.save(record)
    #expect(try store.record(for: record.key) == record)
    #expect(try store.records() == [record])
    let dangling = StoredRecord(key: Sample.key(2), artifact: Sample.key(3))
    try store.save(dangling)
    #expect(try store.record(for: dangling.key) == nil)
  }

  @Test func `journals and logs are kept by digest`() throws {
    let scratch = try Scratch()
    let store = try DiskStore(at: scratch.store)
    #expect(try store.journal(Sample.key(1)) == nil)
    try store.saveJournal([1, 2], as: Sample.key(1))
    try store.saveJournal([3], as: Sample.key(1))
    #expect(try store.journal(Sample.key(1)) == [3])
    #expect(try store.journals() == [Sample.key(1)])
    try store.saveLog(Array("loss 0.3\n".utf8), of: Sample.key(2))
    #expect(try store.log(of: Sample.key(2)) == Array("loss 0.3\n".utf8))
    #expect(try store.log(of: Sample.key(1)) == nil)
  }

  @Test func `publishing the same content twice keeps one object`() throws {
    let scratch = try Scratch()
    let store = try DiskStore(at: scratch.store)
    let first = try store.publish(kind: Sample.kind, parts: Sample.parts)
    let before = try scratch.listing()
    #expect(try store.publish(kind: Sample.kind, parts: Sample.parts) == first)
    #expect(try scratch.listing() == before)
  }

  @Test func `a damaged object is replaced by the next one of the same content`() throws {
    let scratch = try Scratch()
    let warnings = Warnings()
    let store = try DiskStore(at: scratch.store, options: warnings.options)
    let digest = try store.publish(kind: Sample.kind, parts: Sample.parts).digest
    let part = StorePath.entry(.objects, digest).part(try #require(PartName("about.json")))
    try scratch.overwrite(part, with: Array("{\"rows\": 4}".utf8))
    #expect(try store.publish(kind: Sample.kind, parts: Sample.parts).digest == digest)
    #expect(warnings.list.count == 1)
    #expect(try store.verifiedParts(digest).kind == Sample.kind)
  }
}
