import Foundation
import Numerics
import Pipeline
import Stages

/// Reference numbers and real data beside the repository, when they are there.
enum Shared {
  static let folder: String = {
    let environment = ProcessInfo.processInfo.environment["MALLEUS_SHARED"]
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let candidates = [environment] + ["..", "../.."].map { "\(root.path)/\($0)/shared" }
    return candidates.compactMap { $0 }
      .first { FileManager.default.fileExists(atPath: $0 + "/reference") } ?? ""
  }()

  static var isThere: Bool { !folder.isEmpty }

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + path)))
  }

  static func matrix(_ path: String) throws -> Matrix<Double> {
    try NPYArray(reading: bytes("reference/\(path).npy")).matrix()
  }
}

extension Context {
  /// A context whose files are given by path.
  static func files(_ files: [String: [UInt8]], cores: Int = 1) -> Context {
    Context(
      cores: { cores },
      open: { file in
        files[file.path].map { .success($0) }
          ?? .failure(.unreadable(file: file.path, cause: "no such file", remedy: "name another"))
      })
  }
}

extension Stage {
  /// The stage with `settings`, as a manifest would give them, run on `inputs` and `files`.
  static func answer(
    _ settings: [String: SettingText] = [:], _ inputs: Inputs = Inputs(),
    files: [String: [UInt8]] = [:], cores: Int = 1
  ) throws -> Output {
    let given = settings.sorted { $0.key < $1.key }.map { NamedSetting($0.key, $0.value) }
    let ports = Dictionary(
      uniqueKeysWithValues: inputs.wiredPorts.map { ($0, [Wiring(stage: "Any")]) })
    let prepared = try StageType(Self.self)
      .prepare(given, wiring: Wiring(stage: name, ports: ports)).get()
    if let fault = prepared.idle.first { throw fault }
    guard let stage = prepared.stage as? Self else { preconditionFailure("another stage") }
    return try stage.run(inputs, in: .files(files, cores: cores))
  }
}

extension Matrix<Double> {
  /// The largest distance between elements, relative to the largest element of `other`.
  func relativeDistance(to other: Matrix<Double>) -> Double {
    guard rows == other.rows, columns == other.columns else { return .infinity }
    let scale = other.elements.map { abs($0) }.max() ?? 0
    let distance = zip(elements, other.elements).map { abs($0 - $1) }.max() ?? 0
    return scale > 0 ? distance / scale : distance
  }
}
