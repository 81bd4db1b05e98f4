package import Pipeline

/// One node's work, complete in itself: a worker on any machine that shares the store can do it.
package struct Job: Hashable, Sendable, Codable {
  /// The node's index in the plan.
  package var node: Int
  /// The question it answers, by which processes that share a store keep out of each other's way.
  package var key: Digest?
  /// The stage's name in the catalog.
  package var stage: String
  /// Every setting that takes part, as canonical text; files as absolute paths.
  package var settings: [NamedSetting]
  /// The content digest of every file that a setting names, by path.
  package var files: [String: Digest]
  /// The inputs in port order, lists in list order.
  package var inputs: [JobInput]
  /// The settings upstream, when the stage asks for them.
  package var lineage: [LineageEntry]
  /// How many cores the stage may use when it starts.
  package var cores: Int
  /// The time limit in seconds, if the manifest sets one.
  package var timeout: Double?
  /// The bytes that the artifact is foretold to take in the store, 0 when that is not known.
  package var expectedBytes: Int

  package init(
    node: Int, key: Digest? = nil, stage: String, settings: [NamedSetting] = [],
    files: [String: Digest] = [:], inputs: [JobInput] = [], lineage: [LineageEntry] = [],
    cores: Int = 1, timeout: Double? = nil, expectedBytes: Int = 0
  ) {
    self.node = node
    self.key = key
    self.stage = stage
    self.settings = settings
    self.files = files
    self.inputs = inputs
    self.lineage = lineage
    self.cores = cores
    self.timeout = timeout
    self.expectedBytes = expectedBytes
  }
}

/// One artifact wired to a port of a job.
package struct JobInput: Hashable, Sendable, Codable {
  package var port: String
  /// The digest of the stored artifact.
  package var artifact: Digest
  /// Sweep labels, for ports that take them.
  package var labels: [Label]

  package init(port: String, artifact: Digest, labels: [Label] = []) {
    self.port = port
    self.artifact = artifact
    self.labels = labels
  }
}

/// What is known of a stored artifact without opening it.
package struct StoredArtifact: Hashable, Sendable, Codable {
  package var digest: Digest
  package var kind: String
  package var shape: Shape
  package var bytes: Int

  package init(digest: Digest, kind: String, shape: Shape, bytes: Int) {
    self.digest = digest
    self.kind = kind
    self.shape = shape
    self.bytes = bytes
  }
}

/// How a job ended.
package struct JobReport: Hashable, Sendable, Codable {
  package var result: JobResult
  /// Wall time of the stage, without waiting; of an artifact that was found, what it took elsewhere; of a failure, all that passed.
  package var seconds: Double
  /// The highest resident size the job reached in bytes, beyond what its process held before; 0
  /// when unknown.
  package var peakMemory: Int

  package init(result: JobResult, seconds: Double, peakMemory: Int) {
    self.result = result
    self.seconds = seconds
    self.peakMemory = peakMemory
  }
}

/// The artifact of a job, which is already published, or why there is none.
package enum JobResult: Hashable, Sendable, Codable {
  case published(StoredArtifact)
  /// Another process answered the same question while this one waited for it.
  case found(StoredArtifact)
  case failed(JobFailure)
}

/// Why a job yielded nothing.
///
/// Failure is a value: dependants are skipped, other branches go on.
package struct JobFailure: Hashable, Sendable, Codable {
  package enum Cause: String, Hashable, Sendable, Codable {
    /// The stage said so.
    case stage
    /// An input file cannot be opened, or it changed since it was hashed.
    case unreadable
    /// The worker ended by a signal or a trap.
    case crashed
    /// The time limit passed.
    case timedOut
    /// The run was interrupted.
    case cancelled
    /// The artifact could not be stored or an input not be read from the store.
    case store
    /// The stage needs more memory than the run may use; it was not started.
    case memory
    /// The machine lacks what the job needs to start: a process, or room for its artifact.
    case machine
    /// An input artifact was damaged; it is in quarantine and must be computed again.
    case damagedInput
  }
  package var cause: Cause
  package var message: String
  /// The digest of the damaged input, for `damagedInput`.
  package var artifact: Digest?

  package init(_ cause: Cause, _ message: String, artifact: Digest? = nil) {
    self.cause = cause
    self.message = message
    self.artifact = artifact
  }
}
