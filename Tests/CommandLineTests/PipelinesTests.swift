import Foundation
import Testing

/// What `Pipelines/` asks must be askable: every manifest plans without a fault, in every size that it offers.
@Suite struct PipelinesTests {
  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let data: URL? = {
    let named = ProcessInfo.processInfo.environment["MALLEUS_SHARED"].map { URL(filePath: $0) }
    let candidates = [named, package.appending(path: "../shared")].compactMap { $0 }
    return candidates.map { $0.appending(path: "data") }
      .first { FileManager.default.fileExists(atPath: $0.appending(path: "cifar10").path) }
  }()

  /// The manifests, and the folder of data that each expects; parts are included by others.
  static let manifests: [(file: String, data: String)] = [
    ("Pipelines", "mnist"), ("Pipelines/paper", ""), ("Pipelines/paper/questions", ""),
  ].flatMap { folder, data in
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: package.appending(path: folder).path)
    return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted().map { (folder + "/" + $0, data) }
  }

  static func text(_ file: String) -> String {
    (try? String(contentsOf: package.appending(path: file), encoding: .utf8)) ?? ""
  }

  @Test func `the paper's files are all there`() {
    let names = Set(Self.manifests.map(\.file))
    for name in [
      "all", "table-1", "table-2", "table-3", "table-4", "table-6", "figure-2b", "theorem-4-1",
      "atlas",
    ] {
      #expect(names.contains("Pipelines/paper/\(name).yaml"))
    }
    #expect(names.filter { $0.hasPrefix("Pipelines/paper/questions/") }.count == 10)
  }

  @Test(
    .enabled(if: data != nil, "no images: name the folder that holds data/ in MALLEUS_SHARED"),
    arguments: manifests.map(\.file), ["", "small", "medium", "full"])
  func `plans without a fault`(file: String, profile: String) throws {
    let text = Self.text(file)
    guard profile.isEmpty || text.contains("\n  \(profile):") else { return }
    let folder = try #require(Self.manifests.first { $0.file == file }?.data)
    let data = try #require(Self.data).appending(path: folder).path
    let bench = try Bench()
    var arguments = ["check", Self.package.appending(path: file).path]
    if text.contains("/fashion-mnist/") {
      // Its files have the names and the form of MNIST's, which stand in for them.
      symlink(data + "/mnist", bench.path("fashion-mnist"))
      arguments += ["--set", "data=\(bench.folder)"]
    } else if text.contains("\n  data: ") {
      arguments += ["--set", "data=\(data)"]
    }
    if !profile.isEmpty { arguments += ["--profile", profile] }
    let end = try bench.start(arguments, tool: "malleus").wait()
    #expect(end.status == 0, "\(end.errors)")
  }

  @Test func `every page that the ledger names a command for has each size of the ledger`() throws {
    let all = Self.text("Pipelines/paper/all.yaml")
    let list = try #require(all.firstMatch(of: /use: Ledger\n    tables: \[([^\]]+)\]/)).output.1
    let pages = Set(list.matches(of: /([a-z0-9-]+)\./).map { String($0.output.1) })
    #expect(pages.count == 9)
    for page in pages {
      let text = Self.text("Pipelines/paper/\(page).yaml")
      for size in ["small", "medium", "full"] {
        #expect(
          all.contains("\n  \(size):") && text.contains("\n  \(size):"), "\(page) at \(size)")
      }
    }
  }

  @Test(
    .enabled(if: data != nil, "no images: name the folder that holds data/ in MALLEUS_SHARED"),
    arguments: [
      ("table-1", "", [60000, 10000, 10000, 10000]), ("table-6", "", [60000, 10000, 10000, 10000]),
      ("table-6", "hard-", [60000, 10000, 10000, 10000]),
      ("figure-2b", "", [60000, 10000, 10000, 10000]), ("table-3", "measured.", [11982, 1984]),
      ("five-classes", "measured.", [30596, 5139]),
    ])
  func `the full size takes all rows that the files have`(
    file: String, prefix: String, rows: [Int]
  ) throws {
    let data = try #require(Self.data).path
    let bench = try Bench()
    let nodes = ["mnist.train", "mnist.test", "cifar.train", "cifar.test"].map { prefix + $0 }
    let manifest = Self.package.appending(path: "Pipelines/paper/\(file).yaml").path
    let options = ["--profile", "full", "--set", "data=\(data)", "--store", bench.path("s")]
    let end = try bench.start(
      ["run", manifest] + nodes + options + ["--out", bench.path("o")], tool: "malleus"
    ).wait()
    #expect(end.status == 0, "\(end.errors)")
    for (node, count) in zip(nodes, rows) {
      let shown = try bench.start(["show", manifest, node] + options, tool: "malleus").wait()
      #expect(shown.output.contains("rows \(count)"), "\(node): \(shown.output)\(shown.errors)")
    }
  }

  @Test func `no page is left without its words`() throws {
    for folder in ["Pipelines/text", "Pipelines/paper/text", "Pipelines/paper/questions/text"] {
      let path = Self.package.appending(path: folder)
      for name in try FileManager.default.contentsOfDirectory(atPath: path.path) {
        let words = try String(contentsOf: path.appending(path: name), encoding: .utf8)
        #expect(words.split(separator: " ").count > 20, "\(folder)/\(name)")
      }
    }
  }
}
