package import Pipeline

/// A place inside the store, made only of fixed names and hexadecimal digits.
///
/// There is no way to make one from text of a manifest, so no name can lead out of the store.
package struct StorePath: Hashable, Sendable {
  package let components: [String]

  private init(_ components: [String]) { self.components = components }

  /// The store's own folder.
  package static let root = StorePath([])
  /// The file that says that this is a store, and of which format.
  package static let marker = StorePath(["malleus-store"])
  /// The file that is given up so that garbage collection can start on a full disk.
  package static let reserve = StorePath(["reserve"])
  /// What was last known of input files.
  package static let fileIndex = StorePath(["file-index"])
  /// The lock that every user of the store shares and garbage collection has alone.
  package static let useLock = StorePath([StoreRoom.locks.rawValue, "use"])

  /// One of the store's folders.
  package static func room(_ room: StoreRoom) -> StorePath { StorePath([room.rawValue]) }

  /// The folder of all entries whose digest begins with the same byte as `digest`.
  package static func shelf(_ room: StoreRoom, _ digest: Digest) -> StorePath {
    StorePath([room.rawValue, String(digest.hex.prefix(2))])
  }

  /// The place of `digest` in `room`.
  package static func entry(_ room: StoreRoom, _ digest: Digest) -> StorePath {
    let hex = digest.hex
    return StorePath([room.rawValue, String(hex.prefix(2)), String(hex.dropFirst(2))])
  }

  /// A place that no other attempt uses.
  package static func temporary(_ token: UInt64) -> StorePath {
    StorePath([StoreRoom.temporary.rawValue, String(token, radix: 16)])
  }

  /// The folder of what a stage keeps while it answers `question`.
  package static func checkpoints(of question: Digest) -> StorePath {
    StorePath([StoreRoom.checkpoints.rawValue, question.hex])
  }

  /// One of the two files of the checkpoint called `name`.
  package static func checkpoint(
    _ name: PartName, of question: Digest, _ file: CheckpointFile
  ) -> StorePath {
    StorePath(checkpoints(of: question).components + ["\(name.text).\(file.rawValue)"])
  }

  /// Where a damaged entry is kept for inspection.
  package static func quarantine(_ digest: Digest, _ token: UInt64) -> StorePath {
    StorePath([StoreRoom.quarantine.rawValue, digest.hex + "-" + String(token, radix: 16)])
  }

  /// The file of one part inside an object's folder.
  package func part(_ name: PartName) -> StorePath { StorePath(components + [name.text]) }

  /// The chunk table inside an object's folder; no part's name begins with a period.
  package var chunkTable: StorePath { StorePath(components + [".chunks"]) }

  /// What a listing of this folder called `name`, or `nil` when that is no plain name.
  package func listed(_ name: String) -> StorePath? {
    guard !["", ".", ".."].contains(name), !name.utf8.contains(UInt8(ascii: "/")) else {
      return nil
    }
    return StorePath(components + [name])
  }

  /// The folder that this is in.
  package var folder: StorePath { StorePath(components.dropLast()) }
}

extension StorePath: CustomStringConvertible {
  package var description: String { components.joined(separator: "/") }
}

/// The store's folders.
package enum StoreRoom: String, CaseIterable, Sendable {
  case objects, records, journals, logs, locks, checkpoints, quarantine
  case temporary = "tmp"
}

/// The files of a checkpoint.
package enum CheckpointFile: String, CaseIterable, Sendable {
  /// The bytes of all records, one after the other.
  case payload
  /// The length and the digest of each record.
  case index
}

/// A part's name that is safe as a file's name on every file system.
package struct PartName: Hashable, Sendable {
  package let text: String

  /// `text`, when it is 1–100 of letters, digits, `.`, `_`, `-` and begins with no period.
  package init?(_ text: String) {
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard isPlain, (1...100).contains(text.utf8.count), text.utf8.first != UInt8(ascii: ".") else {
      return nil
    }
    self.text = text
  }
}
