/// Something the store dealt with and the user should know.
package enum StoreWarning: Hashable, Sendable {
  /// A damaged object or record was set aside.
  case quarantined(path: String)
  /// The store's marker was damaged and is written again.
  case markerRenewed(path: String)
  /// The file system has no locks: the store works, but work may be done twice.
  case noLocks(path: String)
  /// Somebody else uses the store alone for a moment.
  case waiting(path: String)

  /// One sentence.
  package var message: String {
    switch self {
    case .quarantined(let path):
      "\(path) was damaged and is in quarantine; it counts as not computed"
    case .markerRenewed(let path):
      "\(path) was damaged and has been written again"
    case .noLocks(let path):
      "\(path): this file system has no locks; two runs at once may compute the same stage twice"
    case .waiting(let path):
      "\(path): waiting for another malleus that is tidying the store"
    }
  }
}
