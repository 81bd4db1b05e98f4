/// A part of a text in the subset of Markdown that reports may use.
///
/// HTML is not part of it: angle brackets are ordinary characters.
indirect enum MarkdownBlock: Equatable, Sendable {
  case heading(level: Int, String)
  case paragraph(String)
  case code(String)
  case quote([MarkdownBlock])
  case list(ordered: Bool, start: Int, items: [[MarkdownBlock]])
  case table(headings: [String], alignments: [Alignment], rows: [[String]])
  case rule
  /// `{{name}}` on a line of its own: the table or figure of that name stands here.
  case placeholder(String)

  /// How the cells of a column line up.
  enum Alignment: String, Equatable, Sendable {
    case start, centre, end
  }
}
