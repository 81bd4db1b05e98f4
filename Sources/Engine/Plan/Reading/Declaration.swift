import Manifest
import Pipeline

/// A node as the manifest declares it, standing for all of its variants.
struct Declaration {
  /// One setting that is given.
  struct Given {
    var name: String
    var template: Template
    var place: Place
    var namesFiles: Bool
  }

  /// What is wired to one port.
  struct Wire {
    /// The port's index among the stage's inputs.
    var port: Int
    var written: [WrittenReference]
    var isList: Bool
    var place: Place
    var references: [Reference] = []
  }

  /// The full name.
  var name: String
  var scope: Int
  var place: Place
  var stage: StageType?
  var settings: [Given] = []
  var timeout: Template?
  /// By port, in the stage's order.
  var wires: [Wire] = []
  /// Whether a fault keeps its variants from being made.
  var isBroken = false
  /// The axes it varies over, in the order of the sweep.
  var axes: [Int] = []
}

/// A reference as it is written.
struct WrittenReference {
  var name: String
  var selection: WrittenSelection
  var place: Place
  /// Whose names it means.
  var scope: Int
}

/// What stands in the brackets of a reference.
struct WrittenSelection: Hashable {
  /// `[*]`: every axis is gathered.
  var gathersAll = false
  /// `axis=label`, and `axis=*` as no label.
  var picks: [Pick] = []

  struct Pick: Hashable {
    var axis: String
    var label: String?
  }
}

/// A reference whose names are found.
struct Reference {
  /// How one axis of the target is chosen.
  enum Choice {
    /// As the reader's own variant.
    case same
    /// The value of this index.
    case one(Int)
    /// All values, in their order.
    case all
  }

  /// The declaration that is meant.
  var target: Int
  /// What stands in the brackets.
  var selection: WrittenSelection
  var place: Place
  /// The scope of the file that it is written in.
  var scope: Int
  /// For each axis of the target, in its order.
  var choices: [Choice] = []
}

extension WrittenReference {
  /// Reads `NODE`, `NODE[*]` and `NODE[axis=label,axis=*]`; `nil` when it is none of them.
  static func parse(_ text: String) -> (name: String, selection: WrittenSelection)? {
    guard let open = text.firstIndex(of: "[") else {
      return isName(text) ? (text, WrittenSelection()) : nil
    }
    guard text.hasSuffix("]"), isName(String(text[..<open])) else { return nil }
    var selection = WrittenSelection()
    let inside = text[text.index(after: open)...].dropLast()
    for part in inside.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(trimmed)
      if sides == ["*"] {
        selection.gathersAll = true
      } else if sides.count == 2, isName(sides[0]), sides[1] == "*" || isName(sides[1]) {
        selection.picks.append(.init(axis: sides[0], label: sides[1] == "*" ? nil : sides[1]))
      } else {
        return nil
      }
    }
    return (String(text[..<open]), selection)
  }
}

/// `text` without spaces at its ends.
func trimmed(_ text: some StringProtocol) -> String {
  String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
}
