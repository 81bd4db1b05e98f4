import Manifest
import Pipeline

extension Expansion {
  /// The settings of one variant, and its time limit; `nil` for settings that have no value.
  mutating func settings(
    of declaration: Declaration, at point: [Int]
  ) -> (given: [GivenSetting]?, timeout: Double?) {
    var given: [GivenSetting] = []
    for setting in declaration.settings {
      guard let value = evaluate(setting.template, at: point, in: declaration.scope)?.value else {
        continue
      }
      given.append(
        GivenSetting(
          setting: NamedSetting(setting.name, value.settingText(namesFiles: setting.namesFiles)),
          place: setting.place, origin: value.place))
    }
    let isWhole = given.count == declaration.settings.count
    return (isWhole ? given : nil, timeout(of: declaration, at: point))
  }

  /// Seconds as a number, or a number with `s`, `m` or `h`.
  private mutating func timeout(of declaration: Declaration, at point: [Int]) -> Double? {
    guard let template = declaration.timeout,
      let value = evaluate(template, at: point, in: declaration.scope)?.value
    else { return nil }
    let text = value.settingText(namesFiles: false).display
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = text.last.flatMap { units[$0] }
    let number = unit == nil ? text : String(text.dropLast())
    if let value = try? Double(text: .scalar(number)), value > 0 {
      let seconds = value * (unit ?? 1)
      if seconds <= PlanLimit.timeout { return seconds }
    }
    let place = template.place ?? declaration.place
    let notes = note(value.place, unless: place)
    draft.report(.badTimeout(text), at: place, in: declaration.scope, notes: notes)
    return nil
  }

  /// Checks the settings of a node that cannot be prepared, since its wiring is faulty.
  mutating func check(_ given: [GivenSetting], of declaration: Declaration) {
    guard let stage = declaration.stage else { return }
    for fault in stage.check(given.map(\.setting)) { report(fault, given, declaration, stage) }
  }

  /// Reads and resolves the settings and hashes the files they name; `nil`, and faults, when
  /// something is wrong with them.
  mutating func prepare(
    _ given: [GivenSetting], of declaration: Declaration, _ stage: StageType, _ wiring: Wiring
  ) -> PreparedStage? {
    switch stage.prepare(given.map(\.setting), wiring: wiring) {
    case .failure(let faults):
      for fault in faults.faults { report(fault, given, declaration, stage) }
      return nil
    case .success(let prepared):
      var isReadable = true
      for setting in prepared.settings {
        let place = given.first { $0.setting.name == setting.name }?.place ?? declaration.place
        setting.text.forEachFile { path in
          isReadable = fingerprint(path, at: place, declaration) && isReadable
        }
      }
      return isReadable ? prepared : nil
    }
  }

  /// Hashes a file, once per plan, and says whether it can be read.
  private mutating func fingerprint(
    _ path: String, at place: Place, _ declaration: Declaration
  ) -> Bool {
    if let known = files.index(forKey: path) {
      // Equal as texts, two files on most disks.
      let isSame = files.keys[known].utf8.elementsEqual(path.utf8)
      if !isSame { draft.report(.accents(path), at: place, in: declaration.scope) }
      return isSame
    }
    let bytes = Array(path.utf8)
    if unreadable[bytes] == nil {
      switch draft.request.fingerprint(path) {
      case .success(let fingerprint):
        files[path] = fingerprint
        return true
      case .failure(let fault): unreadable[bytes] = fault
      }
    }
    let cause = unreadable[bytes]?.cause ?? ""
    draft.report(.unreadable(file: path, cause: cause), at: place, in: declaration.scope)
    return false
  }

  mutating func report(
    _ fault: SettingFault, _ given: [GivenSetting], _ declaration: Declaration, _ stage: StageType
  ) {
    let setting = given.first { $0.setting.name == fault.setting }
    let wire = declaration.wires.first { stage.inputs[$0.port].name == fault.port }
    let place = setting?.place ?? wire?.place ?? declaration.place
    draft.report(
      .setting(fault.setting ?? fault.port ?? stage.name, fault.message), at: place,
      in: declaration.scope, suggestion: fault.suggestion,
      notes: note(setting?.origin, unless: place))
  }

  private func note(_ origin: Place?, unless place: Place) -> [Diagnostic.Note] {
    guard let origin, origin != place else { return [] }
    return [.init(file: origin.file, mark: origin.mark, message: "the value comes from here")]
  }
}

/// A setting with its value for one variant.
struct GivenSetting {
  var setting: NamedSetting
  /// Where the manifest gives it.
  var place: Place
  /// Where its value was written, which may be a let, a sweep or the command line.
  var origin: Place?
}
