import Manifest

extension Draft {
  typealias Point = (label: String, value: Template)
  /// A point and where it is listed, which may be far from its value.
  private typealias Listed = (label: String, value: Template, place: Place)

  /// The labels and values of a sweep: a map of them, a list, a range, or a single value.
  ///
  /// An item that is one of the `declared` labels means the value declared for it.
  mutating func points(
    _ written: Written, of axis: String, declared: [String: Template] = [:]
  ) -> [Point] {
    let points: [Listed]
    switch written.tree.content {
    case .map(let entries): points = labelled(entries, written)
    case .list(let items):
      var listed: [Listed] = []
      for item in items {
        listed += self.points(item: item, written, of: axis, declared)
        guard listed.count > PlanLimit.range else { continue }
        let place = Place(file: written.file, mark: item.mark)
        report(.rangeTooLong(axis, limit: PlanLimit.range), at: place, in: written.scope)
        return []
      }
      points = listed
    case .scalar:
      points = self.points(item: written.tree, written, of: axis, declared)
    }
    if points.isEmpty, isEmpty(written.tree) {
      let place = Place(file: written.file, mark: written.tree.mark)
      report(.noValues(axis: axis), at: place, in: written.scope)
    }
    return distinct(points, of: axis, in: written.scope)
  }

  private func isEmpty(_ tree: Tree) -> Bool {
    switch tree.content {
    case .map(let entries): entries.isEmpty
    case .list(let items): items.isEmpty
    case .scalar: false
    }
  }

  private mutating func labelled(_ entries: [Entry], _ written: Written) -> [Listed] {
    var points: [Listed] = []
    for entry in entries {
      let place = Place(file: written.file, mark: entry.keyMark)
      guard isName(entry.key) else {
        report(.needsLabel(entry.key), at: place, in: written.scope)
        continue
      }
      if let value = template(written.with(entry.value)) {
        points.append((entry.key, value, place))
      }
    }
    return points
  }

  private mutating func points(
    item: Tree, _ written: Written, of axis: String, _ declared: [String: Template]
  ) -> [Listed] {
    let place = Place(file: written.file, mark: item.mark)
    guard case .scalar(let text, _) = item.content else {
      report(.needsLabel("[…]"), at: place, in: written.scope)
      return []
    }
    if let value = declared[text] { return [(text, value, place)] }
    let origin = Template.Origin(place: place, folder: written.folder)
    if let (first, last) = bounds(of: text) {
      guard first <= last else {
        report(.badRange(text), at: place, in: written.scope)
        return []
      }
      guard last.subtractingReportingOverflow(first).partialValue < PlanLimit.range,
        !last.subtractingReportingOverflow(first).overflow
      else {
        report(.rangeTooLong(text, limit: PlanLimit.range), at: place, in: written.scope)
        return []
      }
      return (first...last).map { number in
        let label = String(number)
        return (label, declared[label] ?? .scalar([.text(label)], origin), place)
      }
    }
    guard isName(text) else {
      report(.needsLabel(text), at: place, in: written.scope)
      return []
    }
    return [(text, .scalar([.text(text)], origin), place)]
  }

  /// The bounds of a range such as `1..5`.
  private func bounds(of text: String) -> (Int, Int)? {
    let ends = text.split(separator: "..", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]) else { return nil }
    return (first, last)
  }

  private mutating func distinct(_ points: [Listed], of axis: String, in scope: Int) -> [Point] {
    var labels: [String: String] = [:]
    var kept: [Point] = []
    for point in points {
      if let other = labels.updateValue(point.label, forKey: folded(point.label)) {
        // Labels are names of folders where results are written.
        let reason: PlanFault.Reason =
          other == point.label
          ? .labelTwice(point.label, axis: axis) : .clash(point.label, with: other)
        report(reason, at: point.place, in: scope)
      } else {
        kept.append((point.label, point.value))
      }
    }
    return kept
  }
}
