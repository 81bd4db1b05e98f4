package import Manifest

/// One thing that keeps a manifest from being a plan.
package struct PlanFault: Error, Hashable, Sendable {
  /// Whose fault it is, which decides the exit status.
  package enum Category: Hashable, Sendable {
    /// The manifest or the command line is wrong.
    case manifest
    /// A file that the manifest names cannot be read.
    case unreadable
  }

  package var reason: Reason
  package var place: Place
  /// A known name that may have been meant.
  package var suggestion: String?
  /// Other places that have to do with it, such as where the file at fault was included.
  package var notes: [Diagnostic.Note]

  init(
    _ reason: Reason, at place: Place, suggestion: String? = nil, notes: [Diagnostic.Note] = []
  ) {
    self.reason = reason
    self.place = place
    self.suggestion = suggestion
    self.notes = notes
  }

  package var category: Category {
    if case .unreadable = reason { .unreadable } else { .manifest }
  }

  /// What is wrong and what to do about it.
  package var message: String { reason.message }

  /// The fault as it is shown.
  package var diagnostic: Diagnostic {
    Diagnostic(
      file: place.file, mark: place.mark, message: message, notes: notes, suggestion: suggestion)
  }
}

/// Everything that is wrong with a manifest, in the order of its lines.
package struct PlanFaults: Error, Sendable {
  package let faults: [PlanFault]
  /// The texts that the places speak of: the manifest, what it includes, the command line.
  package let sources: [Source]

  init(_ faults: [PlanFault], sources: [Source]) {
    let order = Dictionary(sources.enumerated().map { ($1.name, $0) }) { first, _ in first }
    let keyed = PlanFaults.merged(faults).map { fault in
      (file: order[fault.place.file] ?? .max, mark: fault.place.mark, fault: fault)
    }
    // The sort is stable: several faults of one place stay in the order they were found in.
    self.faults = keyed.sorted { ($0.file, $0.mark) < ($1.file, $1.mark) }.map(\.fault)
    self.sources = sources
  }

  /// 2 when the manifest or the command line is wrong, 3 when all that fails is reading files.
  package var exitStatus: Int {
    faults.allSatisfy { $0.category == .unreadable } ? 3 : 2
  }

  /// Faults, each with its place, source line and caret; of very many the first ones, and how many there are beside.
  package var rendered: String {
    let told = faults.prefix(1000).map { $0.diagnostic.rendered(in: sources) }
    let rest = faults.count - told.count
    return (told + (rest > 0 ? ["… and \(rest) more"] : [])).joined(separator: "\n")
  }

  /// Variants of one node, and one file included twice, repeat a fault; it is told once.
  private static func merged(_ faults: [PlanFault]) -> [PlanFault] {
    var merged: [PlanFault] = []
    var known: [PlanFault: Int] = [:]
    for fault in faults {
      let bare = PlanFault(fault.reason, at: fault.place)
      if let index = known[bare] {
        let seen = merged[index].notes
        merged[index].notes += fault.notes.filter { !seen.contains($0) }
      } else {
        known[bare] = merged.count
        merged.append(fault)
      }
    }
    return merged
  }
}
