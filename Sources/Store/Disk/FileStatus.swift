/// What a file system says of one file; equal while nobody has touched it.
package struct FileStatus: Hashable, Sendable {
  package enum Kind: Hashable, Sendable { case file, folder, link, other }

  package var kind: Kind
  package var size: Int
  package var mode: UInt32
  package var owner: UInt32
  /// When the content last changed, in nanoseconds since 1970; anyone may set it.
  package var modified: Int64
  /// When content or attributes last changed; only the system sets it.
  package var changed: Int64
  package var inode: UInt64
  package var device: UInt64

  package init(
    kind: Kind, size: Int, mode: UInt32, owner: UInt32, modified: Int64, changed: Int64,
    inode: UInt64, device: UInt64
  ) {
    self.kind = kind
    self.size = size
    self.mode = mode
    self.owner = owner
    self.modified = modified
    self.changed = changed
    self.inode = inode
    self.device = device
  }

  /// How long two changes may bear the same time: the coarsest clock of a common file system.
  package static let racyWindow: Int64 = 2_000_000_000

  /// Whether an equal status later proves equal content, when it was read at `moment`.
  ///
  /// A file changed so shortly before `moment` could change again within the same tick of the
  /// clock, with no trace.
  package func isSettled(at moment: Int64) -> Bool {
    max(modified, changed) < moment - Self.racyWindow
  }
}
