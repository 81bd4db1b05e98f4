extension ManifestError.Reason {
  /// The wording of every reason: what is wrong, then what to do.
  var message: String {
    switch self {
    case .tooLong:
      "the file is longer than \(Limit.bytes) bytes; split it into parts"
    case .utf16:
      "the file is UTF-16; save it as UTF-8"
    case .notUTF8(let byte):
      "byte 0x\(hex(UInt32(byte))) does not belong to UTF-8 text here; save the file as UTF-8"
    case .controlCharacter(let scalar):
      "control character U+\(hex(scalar.value, digits: 4)); remove it, or write it as an escape in double quotes"
    case .foreignLineBreak("\r"):
      "carriage return without a line feed; end lines with LF or CR LF"
    case .foreignLineBreak(let scalar):
      "line separator U+\(hex(scalar.value, digits: 4)), which tools read differently; end lines with LF, or write it as an escape in double quotes"
    case .byteOrderMark:
      "byte order mark inside the text; remove it, or write \\uFEFF in double quotes"

    case .anchor:
      "anchors (‘&name’) are not part of a manifest; repeat the value, or put quotes around text that begins with ‘&’"
    case .alias:
      "aliases (‘*name’) are not part of a manifest; repeat the value, or put quotes around text that begins with ‘*’"
    case .tag:
      "tags (‘!name’) are not part of a manifest; remove it, or put quotes around text that begins with ‘!’"
    case .directive:
      "directives (‘%NAME’) are not part of a manifest; remove the line, or put quotes around text that begins with ‘%’"
    case .documentMarker:
      "a file holds one manifest; remove the document marker"
    case .complexKey:
      "a key must be text on one line, followed by a colon; lists, maps and ‘? ’ cannot be keys"
    case .mergeKey:
      "merge keys (‘<<’) are not part of a manifest; repeat the entries"
    case .continuedPlain:
      "the value above is complete; line this up with the entry above, or put long text under ‘>’"
    case .blockScalarHeader:
      "only ‘+’ or ‘-’ may follow ‘|’ or ‘>’; begin the text on the next line, its first line without extra spaces"

    case .tabInIndentation:
      "a tab in the indentation; indent with spaces"
    case .tabOutsideQuotes:
      "a tab outside quotes; write spaces instead, or put the text in quotes"
    case .badIndentation(let found, let expected):
      "indented by \(spaces(found)), but the entries it could belong to by \(expected); line it up with them"
    case .flowOutdented:
      "a line inside brackets must be indented more than the key or list they belong to; indent it"
    case .blankLineTooWide:
      "a blank line above has more spaces than this first line of text; remove its spaces"
    case .tooDeep:
      "more than \(Limit.depth) lists and maps inside one another; make the file flatter"
    case .listBehindKey:
      "a list cannot begin with ‘- ’ on its key's line; begin it on the next line, or write [a, b]"
    case .dashAmongKeys:
      "a list item among the keys of a map; give the list a key of its own, or remove the dash"
    case .missingDash:
      "an entry of a list begins with ‘- ’; add it, or indent the line under the entry it belongs to"
    case .emptyBlockScalar:
      "no text follows; indent it more than the key it belongs to, or write \"\" for empty text"
    case .strayText:
      "unexpected text after the end of a value; remove it, or put quotes around the whole value"
    case .commentWithoutSpace:
      "a comment needs a space before its ‘#’; add the space, or put text that contains ‘#’ in quotes"

    case .duplicateKey(let name, let first):
      "the key ‘\(name)’ occurs twice, first on line \(first.line); remove or rename one of them"
    case .keyTooLong:
      "a key of more than \(Limit.key) characters; shorten it"
    case .missingKey:
      "expected a key here; write ‘key: value’"
    case .missingColon:
      "expected ‘: ’ and a value after this key; write ‘key: value’"
    case .missingValue(let key):
      "the key ‘\(key)’ has no value; write one after the colon, \"\" for empty text"
    case .colonWithoutSpace:
      "a key's colon needs a space behind it; add the space, or put quotes around text that contains ‘:’"
    case .colonInValue:
      "‘: ’ inside a value; put quotes around the value, or begin a map on the next line"
    case .reservedStart(let character):
      "plain text cannot begin with ‘\(character)’; put quotes around it"

    case .unclosedQuote("'"):
      "no closing ' on this line; add it, and write '' for a ' inside the text"
    case .unclosedQuote(let quote):
      "no closing \(quote) on this line; add it, and write \\\(quote) for a \(quote) or \\n for a line break inside the text"
    case .unknownEscape(let letter):
      "unknown escape ‘\\\(letter)’; write ‘\\\\’ for a backslash, or use single quotes"
    case .shortEscape(let letter, let digits):
      "‘\\\(letter)’ needs \(digits) hexadecimal digits; add them, or write ‘\\\\’ for a backslash"
    case .escapeOutOfRange(let value):
      "U+\(hex(value, digits: 4)) is not a character; write the code point itself, \\U0001F600 instead of a surrogate pair"
    case .unclosedFlow(let closer):
      "no closing ‘\(closer)’ in the rest of the file; add it"
    case .missingComma(let closer):
      "expected ‘,’ or ‘\(closer)’ here; add it, or put quotes around text with spaces or brackets"
    case .missingEntry:
      "nothing stands before this comma; remove it"
    case .pairInList:
      "‘key: value’ inside a list; write {key: value}, or put quotes around text with a colon"
    case .reservedInFlow(let character):
      "‘\(character)’ inside plain text between brackets; put quotes around the text"
    }
  }

  private func spaces(_ count: Int) -> String { count == 1 ? "1 space" : "\(count) spaces" }

  private func hex(_ value: UInt32, digits: Int = 2) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
