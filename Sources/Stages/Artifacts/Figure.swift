public import Pipeline

/// A picture as SVG together with the numbers it shows.
public struct Figure: Artifact {
  public static let kind = "Figure"

  /// The picture, one complete SVG document.
  public var svg: String
  /// The numbers as comma-separated values.
  public var data: String

  /// A figure of `data`.
  public init(svg: String, data: Table) {
    self.svg = svg
    self.data = data.csv
  }

  public var shape: Shape { ["bytes": svg.utf8.count] }

  /// Small, whatever its sizes are.
  public static func bytes(of shape: Shape) -> Int? { 64 << 10 }

  public init(parts: Parts) throws(StageError) {
    svg = try parts.text("figure.svg")
    data = try parts.text("data.csv")
  }

  public func parts() throws(StageError) -> [Part] {
    [Part("figure.svg", text: svg), Part("data.csv", text: data)]
  }
}

extension Parts {
  /// The text of the part called `name`.
  package func text(_ name: String) throws(StageError) -> String {
    guard let text = String(validating: try bytes(name).array, as: UTF8.self) else {
      throw .damaged(part: name, cause: "the text is not UTF-8")
    }
    return text
  }
}
