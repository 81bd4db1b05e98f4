package import Pipeline

/// What is wrong with bytes that should be in some format, before it is known whose bytes they are.
package struct FormatFault: Error, Hashable, Sendable {
  /// Where: `header`, `line 3`, `byte 16`.
  package var place: String
  package var cause: String
  package var remedy: String
  /// Whether the machine is at fault, and the bytes may be right.
  package var isOfMachine = false

  package init(at place: String, _ cause: String, remedy: String, isOfMachine: Bool = false) {
    self.place = place
    self.cause = cause
    self.remedy = remedy
    self.isOfMachine = isOfMachine
  }

  /// The same as the fault of a file that the manifest names.
  package func inFile(_ name: String) -> StageError {
    isOfMachine
      ? .machine(cause: cause, remedy: remedy)
      : .badFile(file: name, place: place, cause: cause, remedy: remedy)
  }

  /// The same as the fault of a stored part, for which nobody but the store can do anything.
  package func inPart(_ name: String) -> StageError {
    .damaged(part: name, cause: "\(place): \(cause)")
  }
}
