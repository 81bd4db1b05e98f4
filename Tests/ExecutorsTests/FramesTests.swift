import Engine
import Executors
import Pipeline
import Testing

@Suite struct `Message frames` {
  static let orders: [Order] = [
    .cancel, .share(cores: 3),
    .run(
      Job(
        node: 3, stage: "Sum",
        settings: [
          NamedSetting("a", .map([.init("k", .list(["1", .file("/ü \"quoted\"\n")]))]))
        ],
        files: ["/f": Digest(hashing: "f")],
        inputs: [
          JobInput(
            port: "p", artifact: Digest(hashing: "a"), labels: [Label(axis: "x", value: "1")])
        ],
        lineage: [LineageEntry(stage: "S", settings: [])], cores: 2, timeout: 0.1)),
  ]

  @Test(arguments: orders) func `carry a message over`(order: Order) throws {
    var buffer = FrameBuffer()
    buffer.append(Frames.encode(order))
    guard case .frame(let frame) = buffer.next() else {
      Issue.record("no frame")
      return
    }
    let decoded = try #require(Frames.decode(Order.self, frame))
    switch (order, decoded) {
    case (.cancel, .cancel): break
    case (.share(let sent), .share(let received)): #expect(sent == received)
    case (.run(let sent), .run(let received)): #expect(sent == received)
    default: Issue.record("another message")
    }
    #expect(buffer.next() == .incomplete)
  }

  @Test func `may be as long as the reader says`() {
    let long = Array(repeating: UInt8(ascii: "x"), count: 300)
    let bytes: [UInt8] = [44, 1, 0, 0] + long
    var small = FrameBuffer(limit: 299)
    small.append(bytes)
    #expect(small.next() == .broken)
    var large = FrameBuffer(limit: .max)
    large.append(bytes)
    #expect(large.next() == .frame(long))
  }

  @Test(arguments: 1...7) func `are cut right however the bytes arrive`(size: Int) {
    let bytes = (0..<5).flatMap { _ in Frames.encode(Reply.note("hello")) }
    var buffer = FrameBuffer()
    var count = 0
    for start in stride(from: 0, to: bytes.count, by: size) {
      buffer.append(bytes[start..<min(start + size, bytes.count)])
      while case .frame = buffer.next() { count += 1 }
    }
    #expect(count == 5)
  }

  @Test func `with an impossible length are refused`() {
    var buffer = FrameBuffer()
    buffer.append([0, 0, 0, 0x7f])
    #expect(buffer.next() == .broken)
  }
}

@Suite struct `A log's tail` {
  @Test func `joins lines across reads and cuts long ones`() {
    var tail = LogTail()
    #expect(tail.take(Array("one\ntw".utf8)) == ["one"])
    #expect(tail.take(Array("o\n\n".utf8)) == ["two", ""])
    let long = String(repeating: "x", count: LogTail.lineLimit + 10)
    #expect(tail.take(Array((long + "\nend").utf8)).map(\.count) == [LogTail.lineLimit])
    #expect(tail.finish() == ["end"])
    #expect(tail.finish() == [])
    #expect(tail.last.suffix(1) == ["end"])
  }

  @Test func `remembers the last lines only`() {
    var tail = LogTail()
    _ = tail.take(Array((0..<100).map { "\($0)\n" }.joined().utf8))
    #expect(tail.last == (100 - LogTail.remembered..<100).map(String.init))
  }
}
