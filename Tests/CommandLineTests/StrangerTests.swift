import Foundation
import Testing

/// The outside check of `Tests/Stranger`, which knows the tool by its command line alone.
@Suite struct `The numbers of the command line` {
  @Test(
    .enabled(if: Stranger.python != nil, "needs python3 with NumPy; MALLEUS_PYTHON names another"))

  func `agree with an independent implementation, and bad data gets clear errors`() throws {
    let python = try #require(Stranger.python)
    let check = Stranger.root.appending(path: "Tests/Stranger/check.py").path
    let (status, output) = try Stranger.run(
      python, [check, "--quick", "--malleus", Bench.tool("malleus")])
    #expect(status == 0, "\(output)")
  }
}

private enum Stranger {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A Python that has NumPy.
  static let python: String? = {
    let python = ProcessInfo.processInfo.environment["MALLEUS_PYTHON"] ?? "python3"
    return (try? run(python, ["-c", "import numpy"]).status) == 0 ? python : nil
  }()

  static func run(_ command: String, _ arguments: [String]) throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [command] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
