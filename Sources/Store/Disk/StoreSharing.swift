#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Keeps a store usable for all who may use it, whoever of them makes a folder or a lock.
///
/// A store that only its owner may write to has folders of mode 0700 and locks of 0600. Where others may write to the root, what is
/// made has the root's permissions; what the superuser makes belongs to the root's owner.
struct StoreSharing: Sendable {
  let folderMode: mode_t
  let lockMode: mode_t
  private let isShared: Bool
  private let owner: (user: uid_t, group: gid_t)?

  init(root: Int32) {
    var status = stat()
    let isKnown = fstat(root, &status) == 0
    isShared = isKnown && status.st_mode & 0o022 != 0
    folderMode = isShared ? status.st_mode & 0o777 | 0o700 : 0o700
    lockMode = isShared ? status.st_mode & 0o066 | 0o600 : 0o600
    let isForeign = isKnown && geteuid() == 0 && status.st_uid != 0
    owner = isForeign ? (status.st_uid, status.st_gid) : nil
  }

  /// Of a file; only its owner can, and whoever is not has nothing to hand over.
  func handOver(_ file: Int32, as mode: mode_t?) {
    if let owner { _ = fchown(file, owner.user, owner.group) }
    if isShared, let mode { _ = fchmod(file, mode) }
  }

  /// Of a folder that was just made.
  func handOver(_ name: String, in folder: Int32) {
    if let owner { _ = fchownat(folder, name, owner.user, owner.group, AT_SYMLINK_NOFOLLOW) }
  }
}
