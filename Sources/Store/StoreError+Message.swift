internal import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension StoreError {
  /// One sentence or two: which path, what is wrong, what to do.
  package var message: String {
    switch self {
    case .absent(let path):
      "\(path): there is no store here; run a manifest first, or name another store with --store"
    case .notAStore(let path):
      "\(path): this folder holds other things and is no store; name another one with --store"
    case .newer(let path, let format):
      "\(path): written in format \(format) by a newer malleus; use that one, or another store"
    case .foreign(let path, let owner):
      "\(path): the store belongs to user \(owner); use a store of your own, or add --trust"
    case .exposed(let path, let mode):
      "\(path): others may write here (mode \(String(mode & 0o777, radix: 8))); "
        + "run chmod go-w on it if you trust what it holds, or add --trust to share it"
    case .planted(let path):
      "\(path): a link or a foreign file is where the store keeps its own; remove it"
    case .full(let path, let wanted, let free):
      "\(path): the disk or your quota is full, \(wanted) bytes wanted, "
        + (free.map { "\($0) free" } ?? "how much is free is unknown")
        + "; make room, or run malleus store gc"
    case .io(let failure):
      "\(failure.path): cannot \(failure.operation.rawValue): \(failure.cause)"
    case .missing(let digest):
      "the store does not hold the artifact \(digest.short)"
    case .damaged(let digest):
      "the stored artifact \(digest.short) is damaged; it is in quarantine and must be computed again"
    case .badPartName(let name):
      "an artifact's part cannot be called ‘\(name)’: names are unique, 1 to 100 letters, digits, "
        + "periods, underscores or hyphens, and do not begin with a period, nor have two in a row"
    case .badKind(let name):
      "an artifact's kind cannot be called ‘\(name)’: a kind is 1 to 100 letters, digits, periods, "
        + "underscores or hyphens, and does not begin with a period"
    case .busy(let path, let seconds):
      "\(path): in use by another malleus for more than \(seconds) s; try again when it has ended"
    case .noLocks(let path):
      "\(path): this file system has no locks, so others may be using the store; "
        + "make sure that nobody is, then add --alone"
    case .notAFile(let path):
      "\(path): this is no regular file; name one"
    case .inputChanged(let path):
      "\(path): the file changed while it was in use; run again when it is complete"
    }
  }
}

extension IOFailure {
  /// The error number in words that do not depend on system or language.
  package var cause: String {
    switch code {
    case ENOENT: "it does not exist"
    case EACCES, EPERM: "permission is denied"
    case EEXIST, ENOTEMPTY: "it exists already"
    case ENOTDIR: "a part of the path is not a folder"
    case EISDIR: "it is a folder"
    case ELOOP: "it is a symbolic link"
    case EIO: "the disk reports an input or output error"
    case EROFS: "the file system is read-only"
    case ENOSPC: "no space is left"
    case EDQUOT: "the quota is used up"
    case EFBIG: "the file would be too large"
    case EMFILE, ENFILE: "too many files are open"
    case ENOMEM: "memory ran out"
    case ENAMETOOLONG: "the name is too long"
    case ESTALE: "the network file system lost it"
    default: "system error \(code)"
    }
  }
}
