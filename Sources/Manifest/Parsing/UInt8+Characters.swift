/// The characters that mean something to the parser.
extension UInt8 {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space = UInt8(ascii: " ")
  static let ampersand = UInt8(ascii: "&")
  static let at = UInt8(ascii: "@")
  static let backslash = UInt8(ascii: "\\")
  static let backtick = UInt8(ascii: "`")
  static let bang = UInt8(ascii: "!")
  static let bar = UInt8(ascii: "|")
  static let closeBrace = UInt8(ascii: "}")
  static let closeBracket = UInt8(ascii: "]")
  static let colon = UInt8(ascii: ":")
  static let comma = UInt8(ascii: ",")
  static let dash = UInt8(ascii: "-")
  static let dot = UInt8(ascii: ".")
  static let doubleQuote = UInt8(ascii: "\"")
  static let greater = UInt8(ascii: ">")
  static let hash = UInt8(ascii: "#")
  static let openBrace = UInt8(ascii: "{")
  static let openBracket = UInt8(ascii: "[")
  static let percent = UInt8(ascii: "%")
  static let plus = UInt8(ascii: "+")
  static let question = UInt8(ascii: "?")
  static let singleQuote = UInt8(ascii: "'")
  static let star = UInt8(ascii: "*")

  /// What `Cursor.peek` gives behind the last byte; the text itself holds no NUL.
  static let end: UInt8 = 0

  var isLineEnd: Bool { self == .lineFeed || self == .end }
  var isSeparation: Bool { self == .space || self == .tab || isLineEnd }
  var isFlowIndicator: Bool {
    switch self {
    case .comma, .openBracket, .closeBracket, .openBrace, .closeBrace: true
    default: false
    }
  }
}
