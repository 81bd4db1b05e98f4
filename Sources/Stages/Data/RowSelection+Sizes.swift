package import Pipeline

extension RowSelection {
  /// The sizes of the data set that is chosen from a file; labels are read only where settings alone do not tell.
  ///
  /// - Parameters:
  ///   - sides: how many rows the file has at most, more of which cannot be taken, and what makes up one of them.
  ///   - classes: how many classes files of this format have, where that is fixed.
  func shape(
    of sides: [Int], classes known: Int? = nil,
    _ read: () throws(StageError) -> (labels: [Int], names: [String])
  ) -> Shape? {
    guard let available = sides.first, take <= available,
      let columns = Self.product(sides.dropFirst())
    else { return nil }
    if take > 0, let count = classes.isEmpty ? known : classes.count {
      return ["rows": take, "columns": columns, "classes": count]
    }
    guard let (labels, names) = try? read(),
      let chosen = try? choose(labels: labels, names: names)
    else { return nil }
    return ["rows": chosen.rows.count, "columns": columns, "classes": chosen.classes.count]
  }

  /// The product, where a number can hold it.
  private static func product(_ sides: some Sequence<Int>) -> Int? {
    sides.reduce(1) { product, side in
      guard let (value, overflows) = product?.multipliedReportingOverflow(by: side), !overflows
      else { return nil }
      return value
    }
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
