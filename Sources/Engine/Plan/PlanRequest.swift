package import Manifest
package import Pipeline

/// What to plan, and what the planner may know of the world.
package struct PlanRequest {
  /// The manifest; its name is its path, seen from the working directory.
  package var source: Source
  /// The absolute path of the working directory.
  package var workingDirectory: String
  /// What `--set` said, each `name=value` or `sweep.name=value,value`; later ones win.
  package var overrides: [String]
  /// The profile to apply before the overrides.
  package var profile: String?
  /// The nodes asked for, as references; none means all.
  package var targets: [String]
  /// Reads an included file; the path is seen from the working directory.
  package var load: (_ path: String) -> Result<Source, FileFault>
  /// Hashes an input file, given by its absolute path; each is asked for once.
  package var fingerprint: (_ path: String) -> Result<Fingerprint, FileFault>
  /// What the store and the last run know.
  package var knowledge: Knowledge

  package init(
    source: Source, workingDirectory: String = "", overrides: [String] = [],
    profile: String? = nil, targets: [String] = [],
    load: @escaping (_ path: String) -> Result<Source, FileFault> = { _ in
      .failure(FileFault("no files here"))
    },
    fingerprint: @escaping (_ path: String) -> Result<Fingerprint, FileFault> = { _ in
      .failure(FileFault("no files here"))
    },
    knowledge: Knowledge = Knowledge()
  ) {
    self.source = source
    self.workingDirectory = workingDirectory
    self.overrides = overrides
    self.profile = profile
    self.targets = targets
    self.load = load
    self.fingerprint = fingerprint
    self.knowledge = knowledge
  }
}

/// The content of an input file, as far as a plan needs it.
package struct Fingerprint: Hashable, Sendable, Codable {
  package var digest: Digest
  package var bytes: Int

  package init(digest: Digest, bytes: Int) {
    self.digest = digest
    self.bytes = bytes
  }
}

/// Why a file cannot be read, as one clause.
package struct FileFault: Error, Hashable, Sendable {
  package var cause: String

  package init(_ cause: String) { self.cause = cause }
}

/// What is known before a run.
package struct Knowledge {
  /// The record of a question, by its run key; its artifact may be gone.
  package var record: (_ runKey: Digest) -> Record?
  /// Whether the artifact of a record is there; asked only where somebody is going to read it.
  package var isThere: (Record) -> Bool
  /// What the manifest's nodes were asked the last time.
  package var journal: Journal

  package init(
    record: @escaping (_ runKey: Digest) -> Record? = { _ in nil },
    isThere: @escaping (Record) -> Bool = { _ in true }, journal: Journal = Journal()
  ) {
    self.record = record
    self.isThere = isThere
    self.journal = journal
  }
}
