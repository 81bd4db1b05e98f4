import Engine
import Manifest
import Testing

extension FaultyManifest {
  /// Expects the marked faults, all of them and no others, in files of this name.
  func check(
    in scenario: Scenario = Scenario(), file: String = "lab/experiment.yaml",
    _ location: SourceLocation = #_sourceLocation
  ) {
    guard case .failure(let faults) = scenario.result(manifest.text) else {
      Issue.record("no faults", sourceLocation: location)
      return
    }
    let found = faults.faults
    #expect(found.map(\.message) == messages, sourceLocation: location)
    #expect(found.map(\.place.mark) == manifest.marks, sourceLocation: location)
    #expect(found.allSatisfy { $0.place.file == file }, sourceLocation: location)
    #expect(found.compactMap(\.suggestion).first == suggestion, sourceLocation: location)
  }
}
