/// Whether `name` may be the name of a node, a variable, a profile or a label: it becomes part of
/// file names, so it holds letters, digits, `.`, `_` and `-` only and does not begin with a `.`.
func isName(_ name: String) -> Bool {
  guard !name.hasPrefix("."), !name.isEmpty, !isLong(name) else { return false }
  return name.unicodeScalars.enumerated().allSatisfy { index, scalar in
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-": return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber:
      return true
    case .nonspacingMark, .spacingMark: return index > 0
    default: return false
    }
  }
}

/// What two names have in common when a file system may take them for one: strings compare by
/// canonical equivalence, and going up and down again folds letters such as `ß` and `ſ`.
func folded(_ name: String) -> String { name.uppercased().lowercased() }

/// Whether a name is longer than names may be.
func isLong(_ name: String) -> Bool {
  name.unicodeScalars.count > PlanLimit.name || name.utf8.count > PlanLimit.nameBytes
}
