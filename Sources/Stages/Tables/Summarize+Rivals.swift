internal import Numerics
internal import Pipeline

extension Summarize {
  typealias Group = (keys: [String: String], members: [Measurements.Entry])

  /// Whether there are rows to compare with; a sweep may have been narrowed to others.
  private func has(_ rivals: Selection, _ groups: [Group]) -> Bool {
    !rivals.conditions.isEmpty && groups.contains { rivals.includes($0.keys) }
  }

  /// Each mean minus the control's; nothing without a control.
  func differenceColumns(_ groups: [Group], unit: String?) -> [Column] {
    guard has(control, groups) else { return [] }
    let differences = groups.map { group in
      pairs(group, with: control, in: groups).map { pairs in
        Self.mean(
          group.keys,
          pairs.map { Measurements.Entry(keys: $0.keys, value: $0.value - $0.other) })
      }
    }
    return [
      .number("minus control", unit: unit, differences.map { $0?.value }),
      .number("minus control, low", unit: unit, differences.map { $0?.low }),
      .number("minus control, high", unit: unit, differences.map { $0?.high }),
    ]
  }

  /// Each mean divided by the baseline's; nothing without a baseline.
  func ratioColumns(_ groups: [Group]) -> [Column] {
    guard has(baseline, groups) else { return [] }
    let ratios = groups.map { group in
      pairs(group, with: baseline, in: groups).flatMap { pairs in
        RatioOfMeans(pairs.map(\.value), over: pairs.map(\.other))
      }
    }
    return [
      .number("over baseline", ratios.map { $0?.ratio }),
      .number("over baseline, low", ratios.map { $0?.low }),
      .number("over baseline, high", ratios.map { $0?.high }),
    ]
  }

  /// That there is nothing to subtract or to divide by, where there should be.
  func missingNotes(_ groups: [Group]) -> [String] {
    [("a control", control), ("a baseline", baseline)].compactMap { name, rivals in
      guard !rivals.conditions.isEmpty, !has(rivals, groups) else { return nil }
      let asked = rivals.conditions.map { "\($0.column) \($0.values.joined(separator: " or "))" }
      return "without \(name), as no row has \(asked.joined(separator: " and "))"
    }
  }

  /// What the interval of a ratio is, where there can be one.
  func ratioNotes(_ groups: [Group]) -> [String] {
    guard has(baseline, groups), groups.contains(where: { $0.members.count > 1 }) else {
      return []
    }
    return [
      "over baseline: ratio of the means with Fieller's 95 % interval, paired over "
        + "\(over.joined(separator: ", ")); without one where the baseline cannot be told from 0"
    ]
  }

  /// Each member's value beside that of the rivals' member with the same averaged axes; none for the rivals themselves.
  private func pairs(
    _ group: Group, with rivals: Selection, in groups: [Group]
  ) -> [(keys: [String: String], value: Double, other: Double)]? {
    guard !rivals.includes(group.keys) else { return nil }
    var keys = group.keys
    for condition in rivals.conditions { keys[condition.column] = condition.values.first }
    guard let other = groups.first(where: { $0.keys == keys }) else { return nil }
    let pairs = group.members.compactMap { member in
      let twin = other.members.first { twin in
        over.allSatisfy { twin.keys[$0] == member.keys[$0] }
      }
      return twin?.value.flatMap { other in member.value.map { (member.keys, $0, other) } }
    }
    return pairs.isEmpty ? nil : pairs
  }
}
