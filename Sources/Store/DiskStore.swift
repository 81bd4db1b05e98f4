internal import Pipeline
internal import Synchronization

/// The store on disk: artifacts by content, records by question.
///
/// A record is the only thing that makes a hit, and it is written after all it speaks of is
/// durable. Whatever is missing or damaged counts as not computed. Locks save work and guard
/// garbage collection; without them no answer changes.
///
/// ```
/// malleus-store              the marker and format of the store
/// objects/ab/cd…/            one artifact: its parts and a chunk table
/// records/ab/cd…             run key → artifact
/// journals/, logs/           what callers keep by digest
/// checkpoints/abcd…/         what a stage keeps until its question is answered
/// locks/                     files that are only ever locked
/// tmp/, quarantine/          unfinished and damaged things, cleared by garbage collection
/// ```
package final class DiskStore: Sendable {
  let disk: any Disk
  let options: Options
  let use: UseLock
  let verified = Mutex<[Digest: Verification]>([:])
  private let tokens: Mutex<UInt64>

  /// How a store is opened.
  package struct Options: Sendable {
    /// Make the store when there is none.
    package var create = true
    /// Accept a store that others own or may write to.
    package var trusting = false
    /// How long to wait for garbage collection, or for others to leave.
    package var patience: Duration = .seconds(30)
    /// The bytes set aside so that garbage collection can start on a full disk.
    package var reserve = 1 << 20
    /// Receives what the store dealt with by itself; may be called from any thread.
    package var warn: @Sendable (StoreWarning) -> Void = { _ in }

    package init() {}
  }

  /// The store at `path`, made if it is missing.
  package convenience init(at path: String, options: Options = Options()) throws(StoreError) {
    try self.init(on: PosixDisk(at: path, create: options.create), options: options)
  }

  /// The store on `disk`, made if it is missing.
  package init(on disk: any Disk, options: Options = Options()) throws(StoreError) {
    self.disk = disk
    self.options = options
    tokens = Mutex(UInt64.random(in: 0...UInt64.max))
    try StoreFounding(disk: disk, options: options).prepare()
    use = try UseLock(disk: disk, options: options)
  }

  /// The store's folder as messages name it.
  package var path: String { disk.name }

  /// A number that no other attempt has.
  func token() -> UInt64 {
    tokens.withLock { token in
      token &+= 1
      return token
    }
  }

  func fullPath(_ path: StorePath) -> String { "\(disk.name)/\(path)" }
}
