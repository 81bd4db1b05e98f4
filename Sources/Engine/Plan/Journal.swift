/// What each node of a manifest was asked the last time, so that a plan can say old → new.
///
/// Nothing is decided by it: without a journal the same nodes run.
package struct Journal: Hashable, Sendable, Codable {
  package struct Entry: Hashable, Sendable, Codable {
    package var question: Question
    /// How long the answer took when it was computed.
    package var seconds: Double

    package init(question: Question, seconds: Double) {
      self.question = question
      self.seconds = seconds
    }
  }

  /// By node name and labels, as `NodeName` prints them.
  package var entries: [String: Entry]

  package init(entries: [String: Entry] = [:]) { self.entries = entries }
}
