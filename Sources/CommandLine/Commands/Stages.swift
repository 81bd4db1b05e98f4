internal import Pipeline

extension Tool {
  /// `stages`: the catalog, or one stage in full.
  func stages() throws(ToolFailure) -> ExitStatus {
    guard let wanted = invocation.operands.first else {
      listStages()
      return .done
    }
    guard let stage = catalog[wanted] else {
      let near = suggestion(nearest(wanted, in: catalog.names))
      throw ToolFailure(.wrongQuestion, "there is no stage ‘\(wanted)’\(near)")
    }
    console.result(invocation.has(.json) ? stage.json.line : describe(stage))
    return .done
  }

  private func listStages() {
    if invocation.has(.json) {
      for stage in catalog.stages { console.result(stage.json.line) }
      return
    }
    let width = catalog.names.map(\.count).max() ?? 0
    for stage in catalog.stages {
      let space = String(repeating: " ", count: width - stage.name.count + 2)
      console.result(console.results(stage.name, .bold) + space + stage.summary)
    }
  }

  private func describe(_ stage: StageType) -> String {
    let name = console.results(stage.name, .bold)
    var lines = ["\(name), version \(stage.version), yields \(stage.output)", stage.summary]
    if !stage.source.isEmpty { lines.append("Source: \(stage.source)") }
    if stage.wantsLineage {
      lines.append("The settings of everything upstream are part of its key.")
    }
    let open = [("NAME", "any kind: a name of the manifest's own choosing, as often as needed")]
    lines += section(
      "Inputs", stage.inputs.map { ($0.name, $0.description) } + (stage.isOpen ? open : []))
    lines += section("Settings", stage.settings.map { ($0.name, $0.description) })
    return lines.joined(separator: "\n")
  }

  private func section(_ title: String, _ rows: [(name: String, text: String)]) -> [String] {
    if rows.isEmpty { return [] }
    let width = rows.map(\.name.count).max() ?? 0
    return ["", title + ":"]
      + rows.map { row in
        let space = String(repeating: " ", count: width - row.name.count + 2)
        return "  " + console.results(row.name, .cyan) + space + row.text
      }
  }
}

extension InputPort {
  private var arityWords: String {
    switch arity {
    case .one: fallback.map { ", the same as \($0) when left out" } ?? ""
    case .optional: ", optional"
    case .list: mustBeWired ? ", a list" : ", a list, optional"
    }
  }

  fileprivate var description: String {
    "\(kind)\(arityWords)" + (summary.isEmpty ? "" : ": \(summary)")
  }
}

extension SettingDescription {
  fileprivate var description: String {
    let unit = unit.map { " \($0)" } ?? ""
    let value = defaultText.display
    let standard = value.isEmpty ? "no default" : "default \(value)\(unit)"
    let condition = condition.map { "; takes part when \($0)" } ?? ""
    return "\(summary) (\(expectation); \(standard)\(condition))"
  }
}

extension StageType {
  fileprivate var json: JSON {
    [
      "name": .text(name), "version": .integer(version), "summary": .text(summary),
      "source": .text(source), "output": .text(output), "lineage": .bool(wantsLineage),
      "open": .bool(isOpen),
      "inputs": .list(inputs.map(\.json)), "settings": .list(settings.map(\.json)),
    ]
  }
}

extension InputPort {
  fileprivate var json: JSON {
    [
      "name": .text(name), "kind": .text(kind), "summary": .text(summary),
      "required": .bool(mustBeWired), "list": .bool(arity == .list), "default": JSON(fallback),
    ]
  }
}

extension SettingDescription {
  fileprivate var json: JSON {
    [
      "name": .text(name), "summary": .text(summary), "expectation": .text(expectation),
      "default": .text(defaultText.display), "unit": JSON(unit), "condition": JSON(condition),
      "file": .bool(namesFiles),
    ]
  }
}
