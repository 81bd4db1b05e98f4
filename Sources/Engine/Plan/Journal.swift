package import Pipeline

/// What each node of a manifest was asked the last time, so that a plan can say old → new.
///
/// Nothing is decided by it: without a journal the same nodes run.
package struct Journal: Hashable, Sendable {
  /// One node's last question.
  ///
  /// Two entries are equal when their answers are.
  package struct Entry: Hashable, Sendable {
    /// Where the question is.
    package enum Content: Sendable {
      case question(Question)
      /// As it was stored; most are never looked at.
      case stored(ArraySlice<UInt8>, decode: @Sendable (ArraySlice<UInt8>) -> Question?)
    }

    package var runKey: Digest
    /// How long the answer took when it was computed.
    package var seconds: Double
    package var content: Content

    package init(runKey: Digest, seconds: Double, content: Content) {
      self.runKey = runKey
      self.seconds = seconds
      self.content = content
    }

    /// The question; `nil` when what was stored cannot be understood.
    package var question: Question? {
      switch content {
      case .question(let question): question
      case .stored(let bytes, let decode): decode(bytes)
      }
    }

    package static func == (a: Entry, b: Entry) -> Bool {
      a.runKey == b.runKey && a.seconds == b.seconds
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(runKey) }
  }

  /// By node name and labels, as `NodeName` prints them.
  package var entries: [String: Entry]

  package init(entries: [String: Entry] = [:]) { self.entries = entries }
}
