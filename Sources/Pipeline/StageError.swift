/// Why a stage could not answer.
public enum StageError: Error, Hashable, Sendable {
  /// A data file does not hold what it should.
  case badFile(file: String, place: String, cause: String, remedy: String)
  /// A stored part cannot be decoded.
  case damaged(part: String, cause: String)
  /// An input does not suit this stage: wrong shape, no test rows, too few classes.
  case unsuitable(port: String, cause: String, remedy: String)
  /// The numbers do not allow an answer: a pivot that is not positive, no convergence.
  case numerical(cause: String, remedy: String)
  /// The machine cannot do it: a library or program is missing, memory ran out.
  case machine(cause: String, remedy: String)
  /// A file that the manifest names cannot be opened.
  case unreadable(file: String, cause: String, remedy: String)
  /// The run was interrupted.
  case cancelled

  /// One sentence or two: where, what, and what to do about it.
  public var message: String {
    switch self {
    case .badFile(let file, let place, let cause, let remedy):
      "\(file), \(place): \(cause); \(remedy)"
    case .damaged(let part, let cause):
      "the stored part \(part) cannot be read: \(cause)"
    case .unsuitable(let port, let cause, let remedy):
      "the input \(port) does not suit: \(cause); \(remedy)"
    case .numerical(let cause, let remedy), .machine(let cause, let remedy):
      "\(cause); \(remedy)"
    case .unreadable(let file, let cause, let remedy):
      "\(file): \(cause); \(remedy)"
    case .cancelled:
      "interrupted"
    }
  }
}
