/// Writes which stages, with which settings, led to the numbers of a page.
enum LineageHTML {
  /// One entry per stage: settings that were chosen stand open, defaults behind a fold.
  static func html(_ steps: [PageView.LineageStep]) -> String {
    var markup = Markup()
    markup.element("ol", ["class": "lineage"]) { markup in
      for step in steps { markup.element("li") { write(step, into: &$0) } }
    }
    return markup.text + "\n"
  }

  private static func write(_ step: PageView.LineageStep, into markup: inout Markup) {
    markup.element("div", ["class": "stage"]) {
      $0.element("strong", [:], step.stage)
      if step.uses > 1 { $0.element("span", ["class": "uses"], " ×\(step.uses)") }
      if !step.summary.isEmpty { $0.element("span", ["class": "summary"], " " + step.summary) }
    }
    let chosen = step.settings.filter { !$0.isDefault }
    let defaults = step.settings.filter(\.isDefault)
    if !chosen.isEmpty { write(chosen, into: &markup) }
    guard !defaults.isEmpty else { return }
    markup.element("details") { markup in
      let count = defaults.count == 1 ? "1 setting" : "\(defaults.count) settings"
      markup.element("summary", [:], "\(count) left at the default")
      write(defaults, into: &markup)
    }
  }

  private static func write(_ settings: [PageView.Setting], into markup: inout Markup) {
    markup.element("dl") { markup in
      for setting in settings {
        markup.element("div") { markup in
          markup.element("dt", [:], setting.name)
          markup.element("dd") {
            $0.element("code", [:], setting.value)
            if !setting.meaning.isEmpty {
              $0.element("span", ["class": "summary"], " " + setting.meaning)
            }
          }
        }
      }
    }
  }
}
