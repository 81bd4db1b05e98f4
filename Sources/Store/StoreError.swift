package import Pipeline

/// Why the store could not do what it was asked.
package enum StoreError: Error, Hashable, Sendable {
  /// There is no store at this path.
  case absent(path: String)
  /// The folder holds other things and no marker of a store.
  case notAStore(path: String)
  /// A later program wrote the store or this file of it.
  case newer(path: String, format: Int)
  /// Another user owns the store.
  case foreign(path: String, owner: UInt32)
  /// Others may write into the store.
  case exposed(path: String, mode: UInt32)
  /// A link or a file sits where the store keeps one of its own folders or files.
  case planted(path: String)
  /// The disk, or the user's share of it, is full.
  case full(path: String, wanted: Int, free: Int?)
  /// The system refused an operation.
  case io(IOFailure)
  /// The store does not hold this artifact.
  case missing(Digest)
  /// The artifact's content is not what it was; it was moved to quarantine.
  case damaged(Digest)
  /// A part's name cannot be a file's name, or two parts share one.
  case badPartName(String)
  /// A kind's name cannot stand in a chunk table.
  case badKind(String)
  /// Others used the store for longer than the caller wanted to wait.
  case busy(path: String, seconds: Int)
  /// The file system has no locks, so nothing can show that nobody uses the store.
  case noLocks(path: String)
  /// An input is a folder, a pipe or a device.
  case notAFile(path: String)
  /// An input file changed while it was being read, or since it was hashed.
  case inputChanged(path: String)
}

/// An operation that the system refused.
package struct IOFailure: Hashable, Sendable {
  package enum Operation: String, Hashable, Sendable, CaseIterable {
    case open, create, reserve, write, truncate, read, sync, lock, rename, remove, list
    case inspect
    case makeFolder = "make the folder"
  }

  package var operation: Operation
  package var path: String
  /// The system's error number.
  package var code: Int32

  package init(_ operation: Operation, path: String, code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }
}

extension StoreError {
  /// The system's error number, if the system refused.
  package var code: Int32? {
    if case .io(let failure) = self { failure.code } else { nil }
  }
}
