/// A report as a value: what it says, what it shows, and how the numbers came about.
package struct PageView: Equatable, Sendable {
  /// Something that stands below the text, or inside it where the text says `{{name}}`.
  package struct Section: Equatable, Sendable {
    /// The kinds of sections.
    package enum Content: Equatable, Sendable {
      /// Text in the Markdown subset.
      case text(String)
      case table(TableView)
      /// A drawing as SVG text, with what a screen reader should say when it cannot be inlined.
      case figure(svg: String, caption: String)
    }

    package var name: String
    package var content: Content

    package init(name: String = "", _ content: Content) {
      self.name = name
      self.content = content
    }

    /// A chart, drawn.
    package static func chart(_ chart: Chart, name: String = "", caption: String = "") -> Section {
      Section(name: name, .figure(svg: svg(chart), caption: caption))
    }
  }

  /// One stage that had a part in the numbers, from the first to the last.
  package struct LineageStep: Equatable, Sendable {
    package var stage: String
    package var summary: String
    package var settings: [Setting]
    /// How many times the stage was used, with the settings that all uses share.
    package var uses: Int

    package init(stage: String, summary: String = "", settings: [Setting] = [], uses: Int = 1) {
      self.stage = stage
      self.summary = summary
      self.settings = settings
      self.uses = uses
    }
  }

  /// One setting of a stage.
  package struct Setting: Equatable, Sendable {
    package var name: String
    package var value: String
    package var meaning: String
    package var isDefault: Bool

    package init(_ name: String, _ value: String, meaning: String = "", isDefault: Bool = false) {
      self.name = name
      self.value = value
      self.meaning = meaning
      self.isDefault = isDefault
    }
  }

  package var title: String
  /// Text in the Markdown subset.
  package var body: String
  package var sections: [Section]
  package var lineage: [LineageStep]

  package init(
    title: String, body: String = "", sections: [Section] = [], lineage: [LineageStep] = []
  ) {
    self.title = title
    self.body = body
    self.sections = sections
    self.lineage = lineage
  }
}
