import Foundation

/// An independent reader of YAML to compare with.
enum PyYAML {
  static let interpreter = ProcessInfo.processInfo.environment["MALLEUS_PYTHON"] ?? "python3"
  static let isAvailable = (try? run(["-c", "import yaml"]))?.status == 0
  static let remedy =
    "needs python3 with PyYAML; MALLEUS_PYTHON names an interpreter that has it"

  /// For each text its tree as JSON, or `refused: …`; one process for all of them.
  static func trees(of texts: [[UInt8]]) throws -> [String] {
    let lines = texts.map { text in
      text.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\n"
    }
    let file = FileManager.default.temporaryDirectory
      .appending(component: "manifests-\(UUID().uuidString).hex")
    try Data(lines.joined().utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let script = Corpus.folder.appending(component: "pyyaml_tree.py")
    return try run([script.path(), file.path()]).output
      .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [interpreter] + arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
