package import Pipeline
package import Store

/// Parts in folders, such as `tables/flips.csv`, in a store whose artifacts are flat.
///
/// A slash is kept as two periods, which no part's name may contain.
enum FolderedName {
  /// The name as the store knows it; `nil` when it could not be told from another or is no name.
  static func stored(_ name: String) -> String? {
    let folders = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = folders.allSatisfy { folder in
      !folder.isEmpty && !folder.hasPrefix(".") && !folder.hasSuffix(".") && !folder.contains("..")
    }
    return isPlain ? folders.joined(separator: "..") : nil
  }

  static func original(_ name: String) -> String { name.replacing("..", with: "/") }
}

extension DiskStore {
  /// The checked parts of an artifact, under the names that its kind gave them.
  package func artifact(_ digest: Digest, cores: Int = 1) throws(StoreError) -> Parts {
    let parts = try verifiedParts(digest, cores: cores).parts
    var contents: [String: any Bytes] = [:]
    for name in parts.names {
      if let bytes = try? parts.bytes(name) { contents[FolderedName.original(name)] = bytes }
    }
    return Parts(contents)
  }

  /// Stores an artifact whose parts may lie in folders.
  package func publishArtifact(
    kind: String, parts: [Part], cores: Int
  ) throws(StoreError) -> PublishedObject {
    var flat: [Part] = []
    for part in parts {
      guard let name = FolderedName.stored(part.name).flatMap(PartName.init) else {
        throw .badPartName(part.name)
      }
      flat.append(Part(name.text, part.pieces))
    }
    return try publish(kind: kind, parts: flat, cores: cores)
  }
}
