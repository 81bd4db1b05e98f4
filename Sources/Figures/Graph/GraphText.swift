/// A graph in the language of Graphviz.
package func dot(_ graph: GraphView) -> String {
  var lines = ["digraph experiment {", "  node [shape=box, style=rounded];"]
  for (index, node) in graph.nodes.enumerated() {
    let label = GraphLabel.lines(of: node).map(GraphLabel.quotedForDot).joined(separator: "\\n")
    lines.append("  n\(index) [label=\"\(label)\"];")
  }
  lines += graph.links.map { "  n\($0.from) -> n\($0.to);" }
  return (lines + ["}"]).map { $0 + "\n" }.joined()
}

/// A graph in the language of Mermaid, which Markdown viewers draw.
package func mermaid(_ graph: GraphView) -> String {
  var lines = ["flowchart TD"]
  for (index, node) in graph.nodes.enumerated() {
    let label =
      GraphLabel.lines(of: node).map(GraphLabel.quotedForMermaid).joined(separator: "<br/>")
    lines.append("  n\(index)[\"\(label)\"]")
  }
  lines += graph.links.map { "  n\($0.from) --> n\($0.to)" }
  return lines.map { $0 + "\n" }.joined()
}

/// What the text forms of a graph write for a node; identifiers are numbers, so only labels need care.
private enum GraphLabel {
  static func lines(of node: GraphView.Node) -> [String] {
    let count = node.variants > 1 ? " ×\(node.variants)" : ""
    let facts = [node.stage, node.leadingStatus?.rawValue ?? ""].filter { !$0.isEmpty }
    return [node.name + count, facts.joined(separator: ", ")].filter { !$0.isEmpty }
  }

  static func quotedForDot(_ text: String) -> String {
    onOneLine(text).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  /// Mermaid writes a reserved character as `#` and its number; everything but letters, digits and a
  /// few harmless signs is written so.
  static func quotedForMermaid(_ text: String) -> String {
    onOneLine(text).unicodeScalars.reduce(into: "") { result, scalar in
      let isPlain =
        !scalar.isASCII || scalar.properties.isAlphabetic || (48...57).contains(scalar.value)
        || " .,-_×".unicodeScalars.contains(scalar)
      result += isPlain ? String(scalar) : "#\(scalar.value);"
    }
  }

  private static func onOneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
