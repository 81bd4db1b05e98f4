import Foundation
import Pipeline
import Store
import Synchronization

/// A folder of its own for one test, removed at the end.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "malleus-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The place of the store in this folder.
  var store: String { path + "/store" }

  /// The path of an entry inside the store.
  func inside(_ path: StorePath) -> String { "\(store)/\(path)" }

  /// All files below the store with their sizes, sorted.
  func listing() throws -> [String] {
    let names = try FileManager.default.subpathsOfDirectory(atPath: store).sorted()
    return try names.map { name in
      let attributes = try FileManager.default.attributesOfItem(atPath: store + "/" + name)
      let isFolder = attributes[.type] as? FileAttributeType == .typeDirectory
      return isFolder ? name : "\(name) \(attributes[.size] as? Int ?? -1)"
    }
  }

  /// Replaces a file's content although it is read-only, as a fault or an attacker would.
  func overwrite(_ path: StorePath, with bytes: [UInt8]) throws {
    let name = inside(path)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: name)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: name))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: bytes)
    try handle.close()
  }

  func bytes(_ path: StorePath) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: inside(path))))
  }
}

/// The warnings that a store gave.
final class Warnings: Sendable {
  private let all = Mutex<[StoreWarning]>([])

  var list: [StoreWarning] { all.withLock { $0 } }

  /// Options of a store whose warnings arrive here, and that never waits long.
  var options: DiskStore.Options {
    var options = DiskStore.Options()
    options.patience = .milliseconds(50)
    options.reserve = Sample.reserve
    options.warn = { warning in self.all.withLock { $0.append(warning) } }
    return options
  }
}

/// Numbers that look random and are the same in every run (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
  }
}

/// An artifact of a few parts for tests.
enum Sample {
  static let kind = "Table"
  /// Small, since tests in memory copy it often.
  static let reserve = 4096

  /// Options of a store in memory.
  static var options: DiskStore.Options {
    var options = DiskStore.Options()
    options.reserve = reserve
    options.patience = .milliseconds(50)
    return options
  }

  static var parts: [Part] {
    [
      Part("about.json", text: "{\"rows\": 3}"),
      Part("matrix.npy", [[1, 2, 3], [UInt8](repeating: 7, count: 5000)]),
      Part("empty.csv", []),
    ]
  }

  static func key(_ number: Int) -> Digest { Digest(hashing: "question \(number)") }
}
