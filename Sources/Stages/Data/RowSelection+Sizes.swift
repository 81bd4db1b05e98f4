package import Pipeline

extension RowSelection {
  /// The sizes of the data set that is chosen from a file; labels are read only where settings alone do not tell.
  ///
  /// - Parameters:
  ///   - available: how many rows the file has, where its header says so; more cannot be taken.
  ///   - classes: how many classes files of this format have, where that is fixed.
  func shape(
    columns: Int, of available: Int = .max, classes known: Int? = nil,
    _ read: () throws(StageError) -> (labels: [Int], names: [String])
  ) -> Shape? {
    guard take <= available else { return nil }
    if take > 0, let count = classes.isEmpty ? known : classes.count {
      return ["rows": take, "columns": columns, "classes": count]
    }
    guard let (labels, names) = try? read(),
      let chosen = try? choose(labels: labels, names: names)
    else { return nil }
    return ["rows": chosen.rows.count, "columns": columns, "classes": chosen.classes.count]
  }
}

extension InputShapes {
  /// A context in which a stage may look at the headers of its files.
  package var files: Context {
    Context(open: { file in
      open(file).map { .success($0) }
        ?? .failure(.unreadable(file: file.path, cause: "not here", remedy: "give it to the run"))
    })
  }
}
