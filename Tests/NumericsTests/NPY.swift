import Foundation
import Numerics
import Testing

/// The reference numbers that lie beside the package, where there are any.
enum Reference {
  static let folder: URL? = {
    let named = ProcessInfo.processInfo.environment["MALLEUS_SHARED"].map {
      URL(fileURLWithPath: $0)
    }
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let candidates = [
      named, package.appendingPathComponent("../shared"),
      package.appendingPathComponent("../../shared"),
    ]
    return candidates.compactMap { $0?.appendingPathComponent("reference") }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }()

  static var isThere: Bool { folder != nil }
  static let absence: Comment =
    "no reference numbers: name the folder that holds reference/ in MALLEUS_SHARED"

  /// A matrix of doubles or integers; a vector is one row.
  static func matrix(_ name: String) throws -> Matrix<Double> {
    let folder = try #require(folder)
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name + ".npy")))
    let headerEnd = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    let header = String(decoding: bytes[10..<headerEnd], as: UTF8.self)
    let shapeText = try #require(header.firstMatch(of: /'shape': \(([^)]*)\)/)).1
    let shape = shapeText.split(separator: ",").compactMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    let type = try #require(header.firstMatch(of: /'<(f8|i8|i4)'/)).1
    let values = bytes[headerEnd...].withUnsafeBytes { raw in
      stride(from: 0, to: raw.count, by: type == "i4" ? 4 : 8).map { offset in
        switch type {
        case "i4": Double(raw.loadUnaligned(fromByteOffset: offset, as: Int32.self))
        case "i8": Double(raw.loadUnaligned(fromByteOffset: offset, as: Int64.self))
        default: raw.loadUnaligned(fromByteOffset: offset, as: Double.self)
        }
      }
    }
    let columns = shape[shape.count - 1]
    return Matrix(rows: shape.count == 1 ? 1 : shape[0], columns: columns, values)
  }

  static func vector(_ name: String) throws -> [Double] { try matrix(name).elements }
}
