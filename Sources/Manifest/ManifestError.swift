/// The first thing in a text that keeps it from being a manifest.
package struct ManifestError: Error, Hashable, Sendable {
  package var reason: Reason
  package var mark: Mark

  package init(_ reason: Reason, at mark: Mark) {
    self.reason = reason
    self.mark = mark
  }

  /// What is wrong and what to do about it.
  package var message: String { reason.message }

  /// The error as it is shown, with the other places it speaks of.
  package func diagnostic(in source: Source) -> Diagnostic {
    var notes: [Diagnostic.Note] = []
    if case .duplicateKey(let name, let first) = reason {
      notes = [Diagnostic.Note(file: source.name, mark: first, message: "‘\(name)’ is first here")]
    }
    return Diagnostic(file: source.name, mark: mark, message: message, notes: notes)
  }
}

extension ManifestError {
  package enum Reason: Hashable, Sendable {
    // The bytes.
    case tooLong
    case utf16
    case notUTF8(UInt8)
    case controlCharacter(Unicode.Scalar)
    case foreignLineBreak(Unicode.Scalar)
    case byteOrderMark

    // The parts of YAML that manifests do without.
    case anchor
    case alias
    case tag
    case directive
    case documentMarker
    case complexKey
    case mergeKey
    case continuedPlain
    case blockScalarHeader

    // Space and shape.
    case tabInIndentation
    case tabOutsideQuotes
    case badIndentation(found: Int, expected: Int)
    case flowOutdented
    case blankLineTooWide
    case tooDeep
    case listBehindKey
    case dashAmongKeys
    case missingDash
    case emptyBlockScalar
    case strayText
    case commentWithoutSpace

    // Keys and values.
    case duplicateKey(String, first: Mark)
    case keyTooLong
    case missingKey
    case missingColon
    case missingValue(key: String)
    case colonWithoutSpace
    case colonInValue
    case reservedStart(Character)

    // Quotes and brackets.
    case unclosedQuote(Character)
    case unknownEscape(Character)
    case shortEscape(letter: Character, digits: Int)
    case escapeOutOfRange(UInt32)
    case unclosedFlow(closer: Character)
    case missingComma(closer: Character)
    case missingEntry
    case pairInList
    case reservedInFlow(Character)
  }
}
