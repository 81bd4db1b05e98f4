import Manifest

extension Draft {
  /// Declares a file's let and sweep variables, so that values may mention all of them.
  mutating func declareVariables(_ outline: Outline, in scope: Int) {
    for (key, isSwept) in [("let", false), ("sweep", true)] {
      guard let section = outline[key] else { continue }
      for entry in entries(section, "‘\(key)’", "a map of names and values", in: scope) {
        declareVariable(entry, isSwept: isSwept, in: scope)
      }
    }
  }

  private mutating func declareVariable(_ entry: Entry, isSwept: Bool, in scope: Int) {
    guard isName(entry.key) else {
      return report(.badName(entry.key), at: entry.keyMark, in: scope)
    }
    guard scopes[scope].variables[entry.key] == nil else {
      return report(.variableTwice(entry.key), at: entry.keyMark, in: scope)
    }
    let (file, folder) = (scopes[scope].file, scopes[scope].folder)
    scopes[scope].variables[entry.key] = variables.count
    variables.append(
      Variable(
        name: entry.key, place: Place(file: file, mark: entry.keyMark), scope: scope,
        isSwept: isSwept,
        written: Written(tree: entry.value, file: file, folder: folder, scope: scope)))
  }

  /// Checks a file's profiles and applies the one that was chosen, if it has one of that name.
  mutating func readProfiles(_ section: Entry?, in scope: Int) {
    let profiles = entries(section, "‘profiles’", "a map of named sets of values", in: scope)
    for profile in profiles {
      if !isName(profile.key) { report(.badName(profile.key), at: profile.keyMark, in: scope) }
      profileNames.insert(profile.key)
      let what = "the profile ‘\(profile.key)’"
      for entry in entries(profile, what, "a map of names and values", in: scope) {
        guard let variable = scopes[scope].variables[entry.key] else {
          let suggestion = suggestion(for: entry.key, in: scopes[scope].variables.keys)
          report(
            .profileSetsUnknown(entry.key), at: entry.keyMark, in: scope, suggestion: suggestion)
          continue
        }
        let value = variables[variable].written.with(entry.value)
        replace(variable, by: value, isChosen: profile.key == request.profile)
      }
    }
  }

  /// A profile must be one of the manifest's, or of a file that it includes.
  mutating func checkProfile() {
    guard let chosen = request.profile, !profileNames.contains(chosen) else { return }
    sources.append(Source(name: "--profile", text: chosen))
    let suggestion = suggestion(for: chosen, in: profileNames)
    report(.unknownProfile(chosen), at: .start(of: "--profile"), in: 0, suggestion: suggestion)
  }

  /// Replaces a variable's value, or keeps the other value for checks alone.
  mutating func replace(_ index: Int, by value: Written, isChosen: Bool = true) {
    guard isChosen else { return variables[index].unused.append(value) }
    if variables[index].isSwept {
      if let old = variables[index].selection { variables[index].replaced.append(old) }
      variables[index].selection = value
    } else {
      variables[index].unused.append(variables[index].written)
      variables[index].written = value
    }
  }

  /// Resolves the names in the values of a scope's variables, and lists the sweeps' values.
  mutating func compileVariables(in scope: Int) {
    for index in variables.indices where variables[index].scope == scope {
      let variable = variables[index]
      if variable.isSwept {
        compileAxis(index)
      } else {
        compile(variable.written, of: index)
        for other in variable.unused {
          variables[index].mentions.formUnion(template(other).mentions)
        }
      }
    }
  }

  private mutating func compile(_ written: Written, of index: Int) {
    let value = template(written)
    variables[index].template = value
    variables[index].mentions.formUnion(value.mentions)
  }

  private mutating func compileAxis(_ index: Int) {
    let variable = variables[index]
    let declared = points(variable.written, of: variable.name)
    var byLabel = Dictionary(declared.map { ($0.label, $0.value) }) { first, _ in first }
    let unused = variable.unused.flatMap { points($0, of: variable.name, declared: byLabel) }
    var chosen = declared
    var all = declared + unused
    for selection in variable.replaced + [variable.selection].compactMap({ $0 }) {
      chosen = points(selection, of: variable.name, declared: byLabel)
      all += chosen
      for point in chosen { byLabel[point.label] = point.value }
    }
    for point in all {
      variables[index].mentions.formUnion(Template?.some(point.value).mentions)
    }
    if let pin = variable.pin { return compile(pin, of: index) }
    variables[index].axis = axes.count
    axes.append(Axis(name: variable.name, place: variable.place, points: chosen))
  }
}
