/// A place in a text: line and column, both from 1, the column counting Unicode scalars.
package struct Mark: Hashable, Sendable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

extension Mark: Comparable {
  package static func < (a: Mark, b: Mark) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}
