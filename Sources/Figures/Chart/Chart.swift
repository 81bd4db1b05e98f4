/// One figure as a value: what it says, not how it is drawn.
package struct Chart: Equatable, Sendable {
  /// What the figure shows.
  package enum Content: Equatable, Sendable {
    case plot(Plot)
    case heatmap(Heatmap)
    case surface(Surface)
    case images(ImageGrid)
  }

  /// The statement at the top.
  package var title: String
  /// The line below the title: data set, sizes, seeds.
  package var subtitle: String
  /// The remark below the drawing.
  package var caption: String
  /// What is drawn.
  package var content: Content

  package init(title: String, subtitle: String = "", caption: String = "", content: Content) {
    self.title = title
    self.subtitle = subtitle
    self.caption = caption
    self.content = content
  }
}
