package import Manifest

/// A place in one of the files of a plan, or in what the command line said.
package struct Place: Hashable, Sendable {
  package var file: String
  package var mark: Mark

  package init(file: String, mark: Mark) {
    self.file = file
    self.mark = mark
  }
}

extension Place {
  /// The first place of a file, for faults of the file as a whole.
  static func start(of file: String) -> Place {
    Place(file: file, mark: Mark(line: 1, column: 1))
  }
}
