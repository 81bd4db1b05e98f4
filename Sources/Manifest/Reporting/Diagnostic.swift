/// A fault at a place in a file, as a person is to read it.
package struct Diagnostic: Hashable, Sendable {
  /// Another place that has to do with the fault, possibly in another file.
  package struct Note: Hashable, Sendable {
    package var file: String
    package var mark: Mark
    package var message: String

    package init(file: String, mark: Mark, message: String) {
      self.file = file
      self.mark = mark
      self.message = message
    }
  }

  package var file: String
  package var mark: Mark
  package var message: String
  package var notes: [Note]
  /// A known name that may have been meant.
  package var suggestion: String?

  package init(
    file: String, mark: Mark, message: String, notes: [Note] = [], suggestion: String? = nil
  ) {
    self.file = file
    self.mark = mark
    self.message = message
    self.notes = notes
    self.suggestion = suggestion
  }

  /// The fault with its source line and a caret; places in other files are named without their line.
  package func rendered(in source: Source) -> String { rendered(in: [source]) }

  /// The fault and its notes, each with the line of the source that bears its file's name.
  package func rendered(in sources: [Source]) -> String {
    func part(_ kind: String, _ file: String, _ mark: Mark, _ message: String, _ label: String?)
      -> [String]
    {
      let header = "\(file):\(mark.line):\(mark.column): \(kind): \(message)".printable
      guard let source = sources.first(where: { $0.name == file }) else {
        return [header] + (label.map { ["  " + $0] } ?? [])
      }
      let excerpt = Excerpt(of: source.line(mark.line), column: mark.column)
      return [header, excerpt.line, excerpt.caret + (label.map { " " + $0 } ?? "")]
    }
    let question = suggestion.map { "did you mean ‘\($0)’?".printable }
    var lines = part("error", file, mark, message, question)
    for note in notes { lines += part("note", note.file, note.mark, note.message, nil) }
    return lines.joined(separator: "\n")
  }
}
