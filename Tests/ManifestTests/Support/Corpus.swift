import Foundation

/// The committed manifests, each in a file of its own, in the order of their names.
enum Corpus {
  static let accepted = texts(in: "accepted")
  static let refused = texts(in: "refused")

  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func texts(in name: String) -> [(name: String, bytes: [UInt8])] {
    let folder = folder.appending(components: "Corpus", name)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return names.sorted().compactMap { name in
      (try? Data(contentsOf: folder.appending(component: name))).map { (name, [UInt8]($0)) }
    }
  }
}
