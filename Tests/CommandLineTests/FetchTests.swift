import CommandLine
import Foundation
import Pipeline
import Testing

/// Downloads from a server that this test starts; nothing outside this machine is asked.
@Suite(
  .enabled(
    if: FlakyServer.isPossible,
    "needs python3 for a server and curl for the downloads"))
struct `Fetching public files` {
  let bench: Bench
  let server: FlakyServer
  let content = [UInt8]((0..<300_000).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256) })

  init() throws {
    bench = try Bench()
    try FileManager.default.createDirectory(
      atPath: bench.path("served"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: bench.path("data"), withIntermediateDirectories: true)
    try Data(content).write(to: URL(filePath: bench.path("served/digits.gz")))
    server = try FlakyServer(bench.path("served"))
  }

  var file: PublicFile {
    PublicFile(
      "digits.gz", bytes: content.count,
      sha256: content.withUnsafeBytes { Digest(hashing: $0).hex })
  }

  func download(_ ways: String...) -> Download {
    Download(file, from: ways.map { server.address + "/" + $0 }, into: bench.path("data"))
  }

  func url(_ way: String) -> String { "\(server.address)/\(way)/digits.gz" }

  /// What is in the folder.
  var names: [String] { bench.snapshot("data").keys.sorted() }

  func keep(_ bytes: some Sequence<UInt8>, as name: String) throws {
    try Data(bytes).write(to: URL(filePath: bench.path("data/" + name)))
  }

  /// The requests so far, the ports left out.
  var requests: [String] {
    (bench.read("served/requests") ?? "").split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }

  @Test func `a whole file gets its name, and is not fetched twice`() throws {
    #expect(try download("good").run() == .fetched(from: url("good")))
    #expect(bench.snapshot("data") == ["digits.gz": Data(content)])
    #expect(try download("good").run() == .present)
    #expect(requests == ["/good/digits.gz"])
  }

  @Test func `a download goes on from the part that is there`() throws {
    try keep(content.prefix(100_000), as: "digits.gz.part")
    #expect(try download("good").run() == .fetched(from: url("good")))
    #expect(requests == ["/good/digits.gz bytes=100000-"])
    #expect(bench.snapshot("data") == ["digits.gz": Data(content)])
  }

  @Test func `a part that is whole is only checked`() throws {
    try keep(content, as: "digits.gz.part")
    #expect(try download("good").run() == .fetched(from: url("good")))
    #expect(requests == [])
  }

  @Test func `a connection that breaks is taken up, and so at the next mirror`() throws {
    #expect(try download("cut", "good").run() == .fetched(from: url("good")))
    #expect(requests.count == 6 && requests.dropFirst().allSatisfy { $0.contains("bytes=") })
    #expect(bench.snapshot("data") == ["digits.gz": Data(content)])
  }

  @Test func `a server without ranges is asked for the whole file`() throws {
    try keep(content.prefix(100_000), as: "digits.gz.part")
    #expect(try download("plain").run() == .fetched(from: url("plain")))
    #expect(requests == ["/plain/digits.gz bytes=100000-", "/plain/digits.gz"])
    #expect(bench.snapshot("data") == ["digits.gz": Data(content)])
  }

  @Test func `a missing file is looked for at the next mirror, the part kept`() throws {
    try keep(content.prefix(100_000), as: "digits.gz.part")
    #expect(try download("none", "good").run() == .fetched(from: url("good")))
    #expect(requests.last == "/good/digits.gz bytes=100000-")
  }

  @Test(arguments: ["other", "larger"])
  func `a wrong file is kept aside and named`(way: String) throws {
    let error = #expect(throws: FetchFault.self) { try download(way).run() }
    #expect(
      error?.message == """
        digits.gz could not be fetched; the same command goes on from what is there
          \(url(way)): this is not the published file; it is kept as \(bench.path("data"))/digits.gz.wrong
        """)
    #expect(names == ["digits.gz.wrong"])
    #expect(try download(way, "good").run() == .fetched(from: url("good")))
    #expect(names == ["digits.gz"])
  }

  @Test func `a part that came from elsewhere costs one more attempt`() throws {
    try keep([1, 2, 3], as: "digits.gz.part")
    #expect(try download("good").run() == .fetched(from: url("good")))
    #expect(requests == ["/good/digits.gz bytes=3-", "/good/digits.gz"])
  }

  @Test func `what every mirror said is told`() throws {
    let closed = "http://127.0.0.1:1"
    let download = Download(
      file, from: [server.address + "/none", closed], into: bench.path("data"))
    let error = #expect(throws: FetchFault.self) { try download.run() }
    let lines = error?.message.split(separator: "\n") ?? []
    #expect(lines.count == 3)
    #expect(lines[1] == "  \(url("none")): The requested URL returned error: 404")
    #expect(lines[2].hasPrefix("  \(closed)/digits.gz: Failed to connect"), "\(lines[2])")
    #expect(names == [])
  }

  @Test func `another file of the name is not replaced unless that is asked for`() throws {
    try keep([1], as: "digits.gz")
    let error = #expect(throws: FetchFault.self) { try download("good").run() }
    #expect(
      error?.message == "\(bench.path("data"))/digits.gz is not the published file; "
        + "move it away, or replace it with --force")
    #expect(try download("good").run(replacing: true) == .fetched(from: url("good")))
    #expect(bench.snapshot("data") == ["digits.gz": Data(content)])
  }

  @Test func `a folder that cannot be written is the machine's fault`() throws {
    let download = Download(
      file, from: [server.address + "/good"], into: bench.path("nowhere"))
    let error = #expect(throws: FetchFault.self) { try download.run() }
    #expect(
      error?.message.hasPrefix("\(bench.path("nowhere"))/digits.gz.part: cannot be written: ")
        == true)
  }

  @Test func `an archive is unpacked into the folder, whole members only`() throws {
    for name in ["a.bin", "b.bin", "c.txt"] { try bench.write(name, "content of \(name)") }
    let packed = try bench.shell(
      "mkdir -p batches && mv a.bin b.bin c.txt batches && tar -czf data/set.tar.gz batches")
    #expect(packed == 0)
    let archive = PublicFile(
      "set.tar.gz", bytes: 0, sha256: "", members: ["batches/a.bin", "batches/b.bin"])
    #expect(try Unpacking(archive, in: bench.path("data")).run() == ["a.bin.gz", "b.bin.gz"])
    #expect(names == ["a.bin.gz", "b.bin.gz", "set.tar.gz"])
    #expect(try bench.shell("gzip -dc data/b.bin.gz > b.txt") == 0)
    #expect(bench.read("b.txt") == "content of b.bin")
    for damage in [[], [1, 2, 3]] as [[UInt8]] {
      try keep(damage, as: "b.bin.gz")
      #expect(try Unpacking(archive, in: bench.path("data")).run() == ["a.bin.gz", "b.bin.gz"])
      #expect(try bench.shell("gzip -dc data/b.bin.gz | cmp - b.txt") == 0)
    }
    try keep([1, 2, 3], as: "set.tar.gz")
    #expect(try Unpacking(archive, in: bench.path("data")).run() == ["a.bin.gz", "b.bin.gz"])
    let error = #expect(throws: FetchFault.self) {
      try Unpacking(archive, in: bench.path("data")).run(replacing: true)
    }
    #expect(
      error?.message.hasPrefix("\(bench.path("data"))/set.tar.gz: cannot be unpacked: ") == true)
    #expect(names == ["a.bin.gz", "b.bin.gz", "set.tar.gz"])
  }
}

@Suite struct `The public data sets` {
  @Test(arguments: PublicDataset.all.map(\.name))
  func `are pinned by size and digest`(name: String) throws {
    let set = try #require(PublicDataset.all.first { $0.name == name })
    #expect(!set.files.isEmpty && !set.mirrors.isEmpty)
    for file in set.files { #expect(Digest(hex: file.sha256) != nil && file.bytes > 0) }
    #expect(Set(set.files.map(\.sha256)).count == set.files.count)
    #expect(set.mirrors.allSatisfy { $0.hasPrefix("http") && !$0.hasSuffix("/") })
  }

  @Test func `are those that the command takes`() throws {
    for set in PublicDataset.all {
      #expect(try ArgumentParser.parse(["fetch", set.name]).operands == [set.name])
    }
    #expect(
      throws: UsageError(
        "NAME is one of mnist, fashion-mnist, cifar-10, not ‘mnits’; did you mean ‘mnist’?", .fetch)
    ) { try ArgumentParser.parse(["fetch", "mnits"]) }
  }

  @Test func `need a folder that can be made, and one fetch at a time`() throws {
    let bench = try Bench()
    try bench.write("file", "")
    let end = try bench.toy("fetch", "mnist", "--to", "file")
    #expect(end.status == 3)
    #expect(
      end.errors
        == "toytool: file: cannot be used: Not a directory; name another folder with --to\n")
    #expect(try bench.shell("mkdir data") == 0)
    let lock = open(bench.path("data"), O_RDONLY | O_DIRECTORY)
    defer { close(lock) }
    flock(lock, LOCK_EX)
    let busy = try bench.toy("fetch", "mnist", "--to", "data")
    #expect(
      busy.errors
        == "toytool: data: another process fetches files into it; wait until it is done\n")
  }

  @Test func `need curl`() throws {
    let bench = try Bench()
    let end = try bench.toy("fetch", "mnist", environment: ["PATH": bench.path("empty")])
    #expect(end.status == 3)
    #expect(
      end.errors
        == "toytool: curl, which downloads the files, cannot be started: "
        + "it does not exist; install it\n")
  }
}

/// A server in another process, which ends with this object.
final class FlakyServer {
  static let isPossible =
    run("/bin/sh", ["-c", "command -v python3 && command -v curl"])?.waitForEnd() == 0

  let address: String
  private let process: Process

  init(_ folder: String) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "flaky_server.py").path
    let output = Foundation.Pipe()
    process = try #require(Self.run("/usr/bin/env", ["python3", script, folder], output))
    let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    address = "http://127.0.0.1:" + port.trimmingCharacters(in: .newlines)
  }

  deinit {
    // Whoever starts a process on a thread that blocks signals hands that down to it.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  private static func run(
    _ path: String, _ arguments: [String], _ output: Foundation.Pipe = Foundation.Pipe()
  ) -> Process? {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    return (try? process.run()).map { process }
  }
}

extension Process {
  fileprivate func waitForEnd() -> Int32 {
    waitUntilExit()
    return terminationStatus
  }
}

extension Bench {
  /// Runs shell commands in the folder.
  fileprivate func shell(_ text: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", text]
    process.currentDirectoryURL = URL(filePath: folder)
    try process.run()
    return process.waitForEnd()
  }
}
