import Manifest
import Pipeline

/// A manifest and its parts, read: names are resolved, sweeps not yet multiplied out.
///
/// It is filled by `read()`, which collects faults and goes on, so that all are told together.
struct Draft {
  let catalog: Catalog
  let request: PlanRequest

  var sources: [Source] = []
  var faults: [PlanFault] = []
  var scopes: [Scope] = []
  var variables: [Variable] = []
  var axes: [Axis] = []
  var declarations: [Declaration] = []
  /// The declaration of every node, by its full name.
  var declarationByName: [String: Int] = [:]
  /// The full names of included parts.
  var parts: Set<String> = []
  /// Full names of nodes and parts that could not be declared; a fault says why.
  var failedNames: Set<String> = []
  /// Whether some lists named more nodes than there is room for.
  var hasTooManyReferences = false
  /// The names of all profiles of all files.
  var profileNames: Set<String> = []
  /// Full names by what they are folded to, to find clashes.
  var nameByFolded: [String: String] = [:]
  /// Variables that faulty values mention, which counts as a use.
  var strayMentions: Set<Int> = []
  /// How many more names are compared to find suggestions, so that many faults stay cheap.
  private var comparisonsLeft = 100_000
  var maySuggest: Bool { comparisonsLeft > 0 }

  init(_ request: PlanRequest, catalog: Catalog) {
    self.request = request
    self.catalog = catalog
  }

  /// Notes a fault at a mark of a scope's file.
  mutating func report(
    _ reason: PlanFault.Reason, at mark: Mark, in scope: Int, suggestion: String? = nil
  ) {
    report(
      reason, at: Place(file: scopes[scope].file, mark: mark), in: scope, suggestion: suggestion)
  }

  /// Notes a fault; the places where the scope's file was included come with it.
  mutating func report(
    _ reason: PlanFault.Reason, at place: Place, in scope: Int, suggestion: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    let chain = place.file == scopes[scope].file ? scopes[scope].notes : []
    faults.append(PlanFault(reason, at: place, suggestion: suggestion, notes: notes + chain))
  }

  /// The known name that `name` most likely stands for.
  mutating func suggestion(for name: String, in known: some Collection<String>) -> String? {
    guard maySuggest else { return nil }
    comparisonsLeft -= known.count
    return nearest(name, in: known)
  }

  /// The place of `token` on the line of `place`, or `place` itself when it is not found there.
  func place(of token: String, from place: Place) -> Place {
    guard let source = sources.first(where: { $0.name == place.file }) else { return place }
    let line = Array(source.line(place.mark.line).unicodeScalars)
    let token = Array(token.unicodeScalars)
    let first = max(0, place.mark.column - 1)
    guard first + token.count <= line.count else { return place }
    for start in first...(line.count - token.count)
    where line[start..<start + token.count].elementsEqual(token) {
      return Place(file: place.file, mark: Mark(line: place.mark.line, column: start + 1))
    }
    return place
  }
}

/// The names that a file's values may mention.
struct Scope {
  /// The file's name in messages.
  var file: String
  /// The absolute folder that paths in the file begin in.
  var folder: String
  /// What precedes the file's node names in full names, such as `clean.`.
  var prefix: String
  /// How the file came in, innermost first.
  var notes: [Diagnostic.Note] = []
  /// The files around this one, outermost first.
  var enclosing: [String] = []
  /// The file's let and sweep variables, by name.
  var variables: [String: Int] = [:]
  /// What is wired to the ports that a part takes.
  var takes: [String: [WrittenReference]] = [:]
}

/// A value in a file or on the command line, not yet looked at.
struct Written {
  var tree: Tree
  /// The name of its source.
  var file: String
  /// The folder that paths in it begin in.
  var folder: String
  /// Whose names it may mention.
  var scope: Int
}

/// A let or a sweep variable.
struct Variable {
  var name: String
  var place: Place
  var scope: Int
  /// Whether it stands under `sweep:`.
  var isSwept: Bool
  /// The value that counts.
  var written: Written
  /// Which of a sweep's values are run, and others that are run instead.
  var selection: Written?
  /// What a sweep stands for in an included file, where the including node decides.
  var pin: Written?
  /// Values that others replace or could replace; they are checked, and count as uses.
  var unused: [Written] = []
  /// A sweep's values that were chosen, and then replaced by others; their labels still stand for values.
  var replaced: [Written] = []
  /// The axis, for a sweep variable that varies on its own.
  var axis: Int?
  /// The value, where there is no axis; `nil` when it is faulty.
  var template: Template?
  /// What its value mentions, and what values that others replace or could replace mention.
  var mentions: Set<Int> = []
}
