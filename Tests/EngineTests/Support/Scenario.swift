import Engine
import Manifest
import Pipeline

/// A small world for one test: a manifest, files, a store that lasts over several runs.
struct Scenario {
  var name = "lab/experiment.yaml"
  var catalog = Catalog.toys
  var backend = "x86-64"
  var files: [String: String] = [:]
  var overrides: [String] = []
  var profile: String?
  var targets: [String] = []
  /// Artifacts that are not there any more, whatever their records say.
  var gone: Set<Digest> = []
  var limits = RunLimits(jobs: 4, cores: 4)
  let store: FakeStore
  private(set) var journal = Journal()

  init(store: FakeStore = FakeStore()) { self.store = store }

  /// This scenario with a file; parts are seen from the working directory, inputs absolutely.
  func file(_ path: String, _ content: String) -> Scenario { with { $0.files[path] = content } }
  func set(_ overrides: String...) -> Scenario { with { $0.overrides = overrides } }
  func profile(_ name: String) -> Scenario { with { $0.profile = name } }
  func targets(_ names: String...) -> Scenario { with { $0.targets = names } }
  func named(_ name: String) -> Scenario { with { $0.name = name } }
  func catalog(_ catalog: Catalog) -> Scenario { with { $0.catalog = catalog } }
  func replacing(_ type: any Stage.Type) -> Scenario { catalog(.toys(replacing: type)) }
  func backend(_ tag: String) -> Scenario { with { $0.backend = tag } }
  func limits(_ limits: RunLimits) -> Scenario { with { $0.limits = limits } }

  private func with(_ change: (inout Scenario) -> Void) -> Scenario {
    var copy = self
    change(&copy)
    return copy
  }

  /// The plan of `manifest`, or its faults.
  func result(_ manifest: String) -> Result<Plan, PlanFaults> {
    let request = PlanRequest(
      source: Source(name: name, text: manifest), workingDirectory: "/home",
      overrides: overrides, profile: profile, targets: targets,
      load: { [files] path in
        files[path].map { .success(Source(name: path, text: $0)) }
          ?? .failure(FileFault("no such file"))
      },
      fingerprint: { [files] path in
        files[path].map { .success(Fingerprint(digest: Digest(hashing: $0), bytes: $0.count)) }
          ?? .failure(FileFault("no such file"))
      },
      knowledge: Knowledge(
        record: store.record(for:), isThere: { [gone] in !gone.contains($0.artifact.digest) },
        journal: journal))
    return Planner(catalog: catalog, backend: backend).plan(request)
  }

  func plan(_ manifest: String) throws -> Plan { try result(manifest).get() }

  /// Runs `manifest`; what the store and the journal learn stays.
  @discardableResult
  mutating func run(
    _ manifest: String, on executor: FakeExecutor = FakeExecutor(),
    observe: @escaping (RunEvent) -> Void = { _ in }
  ) throws -> Outcome {
    let run = Run(
      plan: try plan(manifest), store: store, executor: executor, limits: limits, observe: observe)
    let outcome = run.execute()
    journal = outcome.journal
    return outcome
  }

  /// The faults of `manifest` as they are shown.
  func faults(_ manifest: String) -> String {
    switch result(manifest) {
    case .success: "no faults"
    case .failure(let faults): faults.rendered
    }
  }
}

extension Plan {
  /// What will happen to each node, by name.
  var decisions: [String: String] {
    var table: [String: String] = [:]
    for node in nodes {
      for name in node.names { table[name.description] = node.decision.phrase }
    }
    return table
  }

  /// The node with this name.
  func node(_ name: String) -> PlannedNode? {
    nodes.first { $0.names.contains { $0.description == name } }
  }

  /// The plan key of the node with this name.
  func key(_ name: String) -> Digest? { node(name)?.planKey }
}

extension Decision {
  var phrase: String {
    switch self {
    case .hit: "hit"
    case .run(let reason): "run: \(reason)"
    case .runUnlessInputsSame(let reason): "perhaps: \(reason)"
    case .sameQuestion: "shared"
    }
  }
}

extension Outcome {
  var counts: [Int] { [computed, reused, failed, skipped] }
}
