internal import Pipeline

/// The state of an object's files when their content was last found right.
///
/// While the files look the same they are the same, unless they were changed within the same
/// tick of the clock in which they were looked at.
struct Verification: Hashable {
  var statuses: [FileStatus]
  var moment: Int64

  /// Whether files that look like `current` need no second check.
  func covers(_ current: [FileStatus]) -> Bool {
    statuses == current && statuses.allSatisfy { $0.isSettled(at: moment) }
  }
}
