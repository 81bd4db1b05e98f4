import Engine
import Executors
import Pipeline
import Synchronization

/// A number, as an artifact.
struct Number: Artifact {
  static let kind = "Number"
  var value: Int
  var shape: Shape { ["value": value] }

  init(_ value: Int) { self.value = value }

  init(parts: Parts) throws(StageError) {
    let text = String(decoding: try parts.bytes("number.txt").array, as: UTF8.self)
    guard let value = Int(text) else { throw .damaged(part: "number.txt", cause: "no number") }
    self.value = value
  }

  func parts() throws(StageError) -> [Part] { [Part("number.txt", text: "\(value)")] }
}

struct Constant: Stage {
  static let summary = "A number."
  static let version = 1
  static let settings = [Setting<Self>("value", \.value, "the number", in: 0...1000)]
  static func example() throws(StageError) -> StageExample { StageExample() }
  var value = 1
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number { Number(value) }
}

struct Sum: Stage {
  static let summary = "The sum of numbers."
  static let version = 1
  static let numbers = ListPort<Number>("numbers")
  static let inputs: [any InputPort] = [numbers]
  static func example() throws(StageError) -> StageExample { StageExample() }
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number {
    let values = try inputs[Self.numbers].map(\.value.value)
    for index in values.indices { context.report(index + 1, of: values.count, "numbers") }
    context.note("cores: \(context.cores), lineage: \(context.lineage.count)")
    return Number(values.reduce(0, +))
  }
}

struct FileLength: Stage {
  static let summary = "How many bytes a file has."
  static let version = 1
  static let settings = [Setting<Self>("file", \.file, "the file")]
  static func example() throws(StageError) -> StageExample { StageExample() }
  var file = InputFile()
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number {
    Number(try context.open(file).count)
  }
}

struct Patience: Stage {
  static let summary = "Waits to be cancelled."
  static let version = 1
  static func example() throws(StageError) -> StageExample { StageExample() }
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number {
    while true { try context.checkCancellation() }
  }
}

struct Company: Stage {
  static let summary = "Waits for more than one core, and yields how many there are then."
  static let version = 1
  static func example() throws(StageError) -> StageExample { StageExample() }
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number {
    while context.cores == 1 { try context.checkCancellation() }
    return Number(context.cores)
  }
}

struct Refusal: Stage {
  static let summary = "Has no answer."
  static let version = 1
  static func example() throws(StageError) -> StageExample { StageExample() }
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number {
    throw .numerical(cause: "pivot 3 is -1", remedy: "raise ridge")
  }
}

let toys = Catalog([
  Constant.self, Sum.self, FileLength.self, Patience.self, Refusal.self, Company.self,
])

/// A claim that keeps nobody out and nothing for later.
final class FreeClaim: QuestionClaim {
  func checkpoint(
    _ name: String, cores: @escaping @Sendable () -> Int,
    observe: @escaping @Sendable (JobFailure, StageError) -> Void
  ) throws(JobFailure) -> any Checkpoint {
    TransientCheckpoint()
  }
  func dropCheckpoints() {}
}

/// A shelf in memory.
final class MemoryShelf: ArtifactShelf {
  private let artifacts = Mutex<[Digest: Parts]>([:])
  private let records = Mutex<[Digest: Record]>([:])
  private let claim: any QuestionClaim
  private let freeBytes: Int

  init(claim: any QuestionClaim = FreeClaim(), freeBytes: Int = .max) {
    (self.claim, self.freeBytes) = (claim, freeBytes)
  }

  func checkRoom(for bytes: Int) throws(JobFailure) {
    if bytes > freeBytes { throw JobFailure(.machine, "the shelf is full") }
  }

  func parts(of artifact: Digest, cores: Int) throws(JobFailure) -> Parts {
    guard let parts = artifacts.withLock({ $0[artifact] }) else {
      throw JobFailure(.damagedInput, "nothing here", artifact: artifact)
    }
    return parts
  }

  func claim(_ question: Digest) throws(JobFailure) -> (any QuestionClaim)? { claim }
  func holder(of question: Digest) -> String? { nil }
  func record(for question: Digest) throws(JobFailure) -> Record? {
    records.withLock { $0[question] }
  }
  func save(_ record: Record) throws(JobFailure) {
    records.withLock { $0[record.runKey] = record }
  }
  func confirm(_ artifact: Digest, cores: Int) throws(JobFailure) {}

  func publish(
    kind: String, shape: Shape, parts: [Part], cores: Int
  ) throws(JobFailure) -> StoredArtifact {
    let contents = Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.joined.array) })
    let digests = parts.map {
      (name: $0.name, digest: Digest(hashing: "\(contents[$0.name] ?? [])"))
    }
    let digest = ContentDigest.artifact(kind: kind, parts: digests)
    artifacts.withLock { $0[digest] = Parts(contents) }
    let bytes = parts.reduce(0) { $0 + $1.count }
    return StoredArtifact(digest: digest, kind: kind, shape: shape, bytes: bytes)
  }
}

extension JobReport {
  /// The artifact, when there is one.
  var artifact: StoredArtifact? {
    switch result {
    case .published(let artifact), .found(let artifact): artifact
    case .failed: nil
    }
  }
  /// Why there is none.
  var failure: JobFailure? {
    if case .failed(let failure) = result { failure } else { nil }
  }
}
