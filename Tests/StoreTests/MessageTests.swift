import Foundation
import Pipeline
import Store
import Testing

struct MessageTests {
  static let digest = Sample.key(1)

  static let errors: [(StoreError, String)] = [
    (
      .absent(path: "s"),
      "s: there is no store here; run a manifest first, or name another store with --store"
    ),
    (
      .notAStore(path: "s"),
      "s: this folder holds other things and is no store; name another one with --store"
    ),
    (
      .newer(path: "s", format: 2),
      "s: written in format 2 by a newer malleus; use that one, or another store"
    ),
    (
      .foreign(path: "s", owner: 7),
      "s: the store belongs to user 7; use a store of your own, or add --trust"
    ),
    (
      .exposed(path: "s", mode: 0o777),
      "s: others may write here (mode 777); run chmod go-w on it if you trust what it holds, or add --trust to share it"
    ),
    (
      .planted(path: "s/tmp"),
      "s/tmp: a link or a foreign file is where the store keeps its own; remove it"
    ),
    (
      .full(path: "s/tmp/1", wanted: 10, free: 3),
      "s/tmp/1: the disk or your quota is full, 10 bytes wanted, 3 free; "
        + "make room, or run malleus store gc"
    ),
    (
      .full(path: "s", wanted: 10, free: nil),
      "s: the disk or your quota is full, 10 bytes wanted, how much is free is unknown; "
        + "make room, or run malleus store gc"
    ),
    (
      .io(IOFailure(.makeFolder, path: "s/tmp", code: EACCES)),
      "s/tmp: cannot make the folder: permission is denied"
    ),
    (.io(IOFailure(.write, path: "s", code: 12_345)), "s: cannot write: system error 12345"),
    (.missing(digest), "the store does not hold the artifact \(digest.short)"),
    (
      .damaged(digest),
      "the stored artifact \(digest.short) is damaged; "
        + "it is in quarantine and must be computed again"
    ),
    (
      .badPartName("a/b"),
      "an artifact's part cannot be called ‘a/b’: names are unique, 1 to 100 letters, digits, "
        + "periods, underscores or hyphens, and do not begin with a period, nor have two in a row"
    ),
    (
      .badKind("A B"),
      "an artifact's kind cannot be called ‘A B’: a kind is 1 to 100 letters, digits, periods, "
        + "underscores or hyphens, and does not begin with a period"
    ),
    (
      .busy(path: "s", seconds: 30),
      "s: in use by another malleus for more than 30 s; try again when it has ended"
    ),
    (
      .noLocks(path: "s"),
      "s: this file system has no locks, so others may be using the store; "
        + "make sure that nobody is, then add --alone"
    ),
    (.notAFile(path: "f"), "f: this is no regular file; name one"),
    (
      .inputChanged(path: "f"),
      "f: the file changed while it was in use; run again when it is complete"
    ),
  ]

  @Test(arguments: errors) func `an error reads`(error: StoreError, text: String) {
    #expect(error.message == text)
  }

  static let causes: [(Int32, String)] = [
    (ENOENT, "it does not exist"), (EPERM, "permission is denied"),
    (EEXIST, "it exists already"), (ENOTDIR, "a part of the path is not a folder"),
    (EISDIR, "it is a folder"), (ELOOP, "it is a symbolic link"),
    (EIO, "the disk reports an input or output error"),
    (EROFS, "the file system is read-only"), (ENOSPC, "no space is left"),
    (EDQUOT, "the quota is used up"), (EFBIG, "the file would be too large"),
    (EMFILE, "too many files are open"), (ENOMEM, "memory ran out"),
    (ENAMETOOLONG, "the name is too long"), (ESTALE, "the network file system lost it"),
  ]

  @Test(arguments: causes) func `a cause reads`(code: Int32, text: String) {
    #expect(IOFailure(.open, path: "p", code: code).cause == text)
  }

  static let warnings: [(StoreWarning, String)] = [
    (
      .quarantined(path: "p"), "p was damaged and is in quarantine; it counts as not computed"
    ),
    (.markerRenewed(path: "p"), "p was damaged and has been written again"),
    (
      .noLocks(path: "p"),
      "p: this file system has no locks; two runs at once may compute the same stage twice"
    ),
    (.waiting(path: "p"), "p: waiting for another malleus that is tidying the store"),
  ]

  @Test(arguments: warnings) func `a warning reads`(warning: StoreWarning, text: String) {
    #expect(warning.message == text)
  }
}
