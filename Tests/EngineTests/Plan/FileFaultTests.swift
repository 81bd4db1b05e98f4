import Engine
import Testing

@Suite struct FileFaultTests {
  static let cases: [FaultyManifest] = [
    .init("an empty file", "👉", "nothing to do; list the nodes under ‘stages:’"),
    .init("no stages", "👉let: {}\n", "nothing to do; list the nodes under ‘stages:’"),
    .init("empty stages", "👉stages: {}\n", "nothing to do; list the nodes under ‘stages:’"),
    .init("a list", "👉- stages\n", "a manifest must be a map"),
    .init(
      "a key that is not known", "👉stage:\n  hello: {use: Say}\nstages: {}\n",
      "‘stage’ is not a key of a manifest; it holds let, sweep, profiles, takes and stages",
      suggestion: "stages"),
    .init("stages as a list", "stages: 👉[a]\n", "‘stages’ must be a map of nodes"),
    .init("lets as a list", "let: 👉[a]\nstages: {}\n", "‘let’ must be a map of names and values"),
    .init(
      "a part that is run", "👉takes: [images]\nstages: {}\n",
      "a file that takes inputs is a part; include it from another manifest and run that"),
    .init(
      "text that is no manifest", "stages: 👉{",
      "no closing ‘}’ in the rest of the file; add it"),
  ]

  @Test(arguments: cases)
  func `a faulty file is told with its place`(_ faulty: FaultyManifest) { faulty.check() }

  @Test func `an input file that cannot be read is a fault of its own kind`() {
    let faulty = FaultyManifest(
      "",
      """
      stages:
        read: {use: Load, file: 👉data/a.gz}
      """,
      "cannot read ‘/home/lab/data/a.gz’: no such file")
    faulty.check()
    guard case .failure(let faults) = Scenario().result(faulty.manifest.text) else { return }
    #expect(faults.faults.map(\.category) == [.unreadable])
    #expect(faults.exitStatus == 3)
  }

  @Test func `a faulty manifest counts for more than an unreadable file`() {
    let text = "stages:\n  read: {use: Load, file: a}\n  hello: {use: Say, times: x}\n"
    guard case .failure(let faults) = Scenario().result(text) else {
      Issue.record("no faults")
      return
    }
    #expect(faults.faults.count == 2)
    #expect(faults.exitStatus == 2)
  }
}
