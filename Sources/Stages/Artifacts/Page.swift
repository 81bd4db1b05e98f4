public import Pipeline

/// A report as one HTML file that opens anywhere, with its tables and figures beside it.
public struct Page: Artifact {
  public static let kind = "Page"

  /// A table or figure in a file of its own.
  public struct Attachment: Hashable, Sendable {
    /// The file's name without folder and extension: letters, digits, `-` and `_`.
    public var name: String
    /// The file's content.
    public var text: String

    /// An attachment.
    public init(_ name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  /// The page.
  public var html: String
  /// The tables as comma-separated values.
  public var tables: [Attachment]
  /// The figures as SVG.
  public var figures: [Attachment]

  /// A page with its attachments.
  public init(html: String, tables: [Attachment] = [], figures: [Attachment] = []) {
    self.html = html
    self.tables = tables
    self.figures = figures
  }

  public var shape: Shape { ["tables": tables.count, "figures": figures.count] }

  /// Small, whatever its sizes are.
  public static func bytes(of shape: Shape) -> Int? { 1 << 20 }

  /// Attachments come back in the order of their names.
  public init(parts: Parts) throws(StageError) {
    html = try parts.text("index.html")
    tables = try Self.attachments(in: parts, "tables/", ".csv")
    figures = try Self.attachments(in: parts, "figures/", ".svg")
  }

  public func parts() throws(StageError) -> [Part] {
    [Part("index.html", text: html)]
      + tables.map { Part("tables/\($0.name).csv", text: $0.text) }
      + figures.map { Part("figures/\($0.name).svg", text: $0.text) }
  }

  private static func attachments(
    in parts: Parts, _ folder: String, _ ending: String
  ) throws(StageError) -> [Attachment] {
    let names = parts.names.filter { $0.hasPrefix(folder) && $0.hasSuffix(ending) }
    return try names.map { (name) throws(StageError) in
      Attachment(
        String(name.dropFirst(folder.count).dropLast(ending.count)), text: try parts.text(name))
    }
  }
}
