import Pipeline
import Stages

/// The stages behind `SampleReport`, as the planner would list them.
enum SampleLineage {
  static let entries: [LineageEntry] = {
    let digest = Digest(hashing: "images").hex
    var entries = [
      entry("LoadIDX", [("images", digest), ("labels", digest), ("take", "2000")]),
      entry(
        "LoadIDX", [("images", Digest(hashing: "test").hex), ("labels", digest), ("take", "500")]),
      entry("Normalize", [("mean", "0.1307"), ("std", "0.3081"), ("rows", "unit")]),
    ]
    for (layers, _) in SampleReport.models.enumerated() {
      entries.append(entry("LinAttnTransform", [("layers", "\(layers)")]))
      for seed in 1...3 {
        entries.append(
          entry("TrainMLP", [("width", "1024"), ("epochs", "20"), ("seed", "\(seed)")]))
        entries += [entry("EmpiricalNTK", []), entry("Influence", [])]
        for attack in SampleReport.attacks {
          entries.append(
            entry("Perturb", [("method", attack), ("epsilon", "0.3"), ("seed", "\(seed)")]))
          entries += [entry("Intervene", [("strategy", "transformed")]), entry("Malleability", [])]
        }
      }
    }
    entries.append(entry("Summarize", [("over", "seed"), ("format", "percent")]))
    entries.append(entry("Compare", [("with", Digest(hashing: "printed").hex)]))
    return entries + [entry("Elsewhere", [("knob", "3")])]
  }()

  /// A stage with its defaults, but for the settings given.
  private static func entry(_ stage: String, _ given: [(String, String)]) -> LineageEntry {
    let chosen = Dictionary(uniqueKeysWithValues: given)
    let known = Catalog.malleus[stage]?.settings ?? []
    let others = given.filter { name, _ in !known.contains { $0.name == name } }
    return LineageEntry(
      stage: stage,
      settings: known.map { setting in
        NamedSetting(
          setting.name, chosen[setting.name].map { .scalar($0) } ?? setting.defaultText)
      } + others.map { NamedSetting($0.0, .scalar($0.1)) })
  }
}
