package import Pipeline

/// Everything that an answer depends on: which stage, with which settings, on which inputs.
///
/// With the inputs' plan keys it gives a plan key, which is known before anything runs; with
/// the digests of what the inputs are, a run key, under which the answer is stored.
package struct Question: Hashable, Sendable, Codable {
  /// One artifact that is read.
  package struct Input: Hashable, Sendable, Codable {
    package var port: String
    /// The sweep labels, for ports that take them.
    package var labels: [Label]
    /// The plan key or the content digest.
    package var digest: Digest
  }

  package var stage: String
  package var version: Int
  /// Every setting that takes part; files as paths.
  package var settings: [NamedSetting]
  /// The content of the files, by path.
  package var files: [String: Digest]
  /// Names architecture, BLAS build and kernel family.
  package var backend: String
  /// In port order, lists in list order.
  package var inputs: [Input]
  /// The settings upstream, for stages that ask for them; plan keys imply it.
  package var lineage: Digest?

  /// Identifies the question by its inputs' plan keys.
  var planKey: Digest { key("plan") }

  /// Identifies the question by its inputs' content.
  var runKey: Digest { key("run") }

  /// Neither names of nodes nor paths enter, and settings in an order that does not depend on
  /// how the stage lists them.
  private func key(_ purpose: String) -> Digest {
    var key = KeyBuilder(purpose)
    key.add(stage)
    key.add(version)
    key.add(backend)
    key.add(settings.count)
    for setting in settings.sorted(by: { $0.name < $1.name }) {
      key.add(setting.name)
      key.add(setting.text) { files[$0] }
    }
    key.add(inputs.count)
    for input in inputs {
      key.add(input.port)
      key.add(input.labels.count)
      for label in input.labels {
        key.add(label.axis)
        key.add(label.value)
      }
      key.add(input.digest)
    }
    if let lineage { key.add(lineage) }
    return key.digest
  }
}

extension SettingText {
  /// Calls `body` with every path in the text, in order.
  package func forEachFile(_ body: (String) -> Void) {
    switch self {
    case .scalar: break
    case .file(let path): body(path)
    case .list(let items): for item in items { item.forEachFile(body) }
    case .map(let pairs): for pair in pairs { pair.value.forEachFile(body) }
    }
  }

  /// The text with what `digests` says in place of paths.
  func replacingFiles(_ digests: (String) -> Digest?) -> SettingText {
    switch self {
    case .scalar: self
    case .file(let path): .scalar(digests(path)?.hex ?? "")
    case .list(let items): .list(items.map { $0.replacingFiles(digests) })
    case .map(let pairs): .map(pairs.map { .init($0.key, $0.value.replacingFiles(digests)) })
    }
  }
}
