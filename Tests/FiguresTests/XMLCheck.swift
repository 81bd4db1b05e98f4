import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What an independent XML parser finds in a drawing.
final class XMLCheck: NSObject, XMLParserDelegate {
  private(set) var elements: [String] = []
  private(set) var ids: [String] = []
  private(set) var classes: [String] = []
  private(set) var text = ""
  private(set) var isWellFormed = false

  init(_ xml: String) {
    super.init()
    let parser = XMLParser(data: Data(xml.utf8))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(elementName)
    if let id = attributes["id"] { ids.append(id) }
    if let names = attributes["class"] { classes += names.split(separator: " ").map(String.init) }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    text += string
  }

  func count(ofClass name: String) -> Int { classes.count { $0 == name } }
}
