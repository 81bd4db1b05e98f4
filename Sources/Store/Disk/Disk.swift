package import Pipeline

/// All the store asks of a disk: small operations, so that a test can count, fail or lose each one.
///
/// A disk is rooted at the store's folder; no path leaves it and no symbolic link inside it is
/// followed. Every operation throws `StoreError.io` with the error number of the system.
package protocol Disk: Sendable {
  /// The store's folder as messages name it.
  var name: String { get }

  /// Makes a folder that only its owner may enter, whatever the umask.
  func makeFolder(_ path: StorePath) throws(StoreError)

  /// Opens for `use`; the caller closes.
  func open(_ path: StorePath, for use: FileUse) throws(StoreError) -> OpenFile

  /// Sets space aside for `count` bytes, where the file system knows how.
  func reserve(_ count: Int, for file: OpenFile) throws(StoreError)

  /// Writes what it can of `bytes` after what was written before, and says how much that was.
  func write(_ bytes: UnsafeRawBufferPointer, to file: OpenFile) throws(StoreError) -> Int

  /// Writes what it can of `bytes` from byte `offset` on, and says how much that was.
  func write(
    _ bytes: UnsafeRawBufferPointer, to file: OpenFile, at offset: Int
  ) throws(StoreError) -> Int

  /// Cuts the file off behind its first `size` bytes.
  func truncate(_ file: OpenFile, to size: Int) throws(StoreError)

  /// The whole content, mapped where that saves memory.
  func read(_ file: OpenFile) throws(StoreError) -> any Bytes

  /// The bytes in `range`, which the file must have, mapped where that saves memory.
  func read(_ file: OpenFile, _ range: Range<Int>) throws(StoreError) -> any Bytes

  /// Makes content, or a folder's entries, survive a loss of power.
  func sync(_ file: OpenFile) throws(StoreError)

  /// Takes a lock that ends when `file` is closed or its process dies. Never waits.
  func lock(_ file: OpenFile, _ kind: LockKind) throws(StoreError) -> LockOutcome

  /// Closes, which also drops the lock.
  func close(_ file: OpenFile)

  /// What is at `path` itself, a symbolic link included, or `nil`.
  func status(_ path: StorePath) throws(StoreError) -> FileStatus?

  /// The names in a folder, sorted.
  func list(_ folder: StorePath) throws(StoreError) -> [String]

  /// Moves a file over another, or a folder to where nothing is.
  func rename(_ old: StorePath, to new: StorePath) throws(StoreError)

  /// Removes a file, a link or an empty folder.
  func remove(_ path: StorePath) throws(StoreError)

  /// The bytes still free for this user, and what the clock says.
  func state() throws(StoreError) -> DiskState
}

/// What a file is opened for.
package enum FileUse: Hashable, Sendable {
  /// To read a regular file.
  case read
  /// To write a file that must not exist yet; read-only for everyone afterwards.
  case create
  /// To read and write at any place, made if missing; for its owner alone.
  case update
  /// To sync a folder.
  case folder
  /// To lock, made if missing; what is written replaces the beginning.
  case lock
}

/// A file or folder in use.
package struct OpenFile: Hashable, Sendable {
  package var descriptor: Int32
  package var path: StorePath

  package init(descriptor: Int32, path: StorePath) {
    self.descriptor = descriptor
    self.path = path
  }
}

/// Whether others may hold the lock too.
package enum LockKind: Hashable, Sendable { case shared, exclusive }

/// How an attempt to lock ended.
package enum LockOutcome: Hashable, Sendable {
  case taken
  /// Somebody else holds it.
  case busy
  /// This file system knows no locks.
  case unsupported
}

/// What the file system says of itself.
package struct DiskState: Hashable, Sendable {
  /// What is free for files; `nil` where the file system does not count.
  package var freeBytes: Int?
  /// Nanoseconds since 1970.
  package var now: Int64

  package init(freeBytes: Int?, now: Int64) {
    self.freeBytes = freeBytes
    self.now = now
  }
}
