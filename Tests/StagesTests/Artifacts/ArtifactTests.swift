import Pipeline
import Stages
import Testing

@Suite struct ArtifactTests {
  @Test(arguments: Samples.all.indices)
  func `an artifact decoded from its parts has the same parts and the same shape`(
    index: Int
  ) throws {
    try check(Samples.all[index])
  }

  private func check<Kind: Artifact>(_ artifact: Kind) throws {
    let stored = try Parts(of: artifact)
    let decoded = try Kind(parts: stored)
    #expect(decoded.shape == artifact.shape)
    let again = try Parts(of: decoded)
    #expect(again.names == stored.names)
    for name in stored.names {
      #expect(try again.bytes(name).array == stored.bytes(name).array, "\(Kind.kind): \(name)")
    }
  }

  @Test(arguments: Samples.all.indices)
  func `an artifact without one of its parts says which one is missing`(index: Int) throws {
    try checkMissing(Samples.all[index])
  }

  private func checkMissing<Kind: Artifact>(_ artifact: Kind) throws {
    guard let first = try artifact.parts().first else { return }
    var rest: [String: any Bytes] = [:]
    for part in try artifact.parts() where part.name != first.name { rest[part.name] = part.joined }
    let error = StageError.damaged(part: first.name, cause: "the artifact has no part of this name")
    #expect(throws: error) { try Kind(parts: Parts(rest)) }
  }

  @Test func `labels that no class has are refused`() throws {
    var dataset = Samples.dataset
    dataset.labels = [0, 2]
    let parts = try Parts(of: dataset)
    #expect(throws: StageError.damaged(part: "labels.npy", cause: "label 2 of 2 classes")) {
      try Dataset(parts: parts)
    }
  }

  @Test(arguments: [
    (DatasetInfo(classes: ["a", "a"]), "two classes have one name"),
    (DatasetInfo(classes: ["a", "b"], low: 5, high: -1), "values from 5.0 to -1.0 are no range"),
    (
      DatasetInfo(classes: ["a", "b"], low: 0, high: .infinity),
      "values from 0.0 to inf are no range"
    ),
    (
      DatasetInfo(classes: ["a", "b"], imageShape: [28, 28, 1]),
      "an image of the shape [28, 28, 1] does not have 3 columns"
    ),
    (
      DatasetInfo(classes: ["a", "b"], imageShape: [-1, 3, -1]),
      "[-1, 3, -1] is no shape of an image"
    ),
    (
      DatasetInfo(classes: ["a", "b"], imageShape: [1 << 40, 1 << 40, 1]),
      "[1099511627776, 1099511627776, 1] is no shape of an image"
    ),
  ])
  func `rows that are not what is said of them are refused`(
    about: DatasetInfo, cause: String
  ) throws {
    var dataset = Samples.dataset
    dataset.about = about
    let parts = try Parts(of: dataset)
    #expect(throws: StageError.damaged(part: "about.json", cause: cause)) {
      try Dataset(parts: parts)
    }
  }

  @Test func `a stored table with two columns of one name is refused`() throws {
    let heading = "{\"name\": \"a\", \"type\": \"number\", \"unit\": null}"
    let parts = Parts([
      "table.csv": Array("a,a\n1,2\n".utf8),
      "table.json": Array(
        "{\"title\": \"t\", \"notes\": [], \"columns\": [\(heading), \(heading)]}".utf8),
    ])
    #expect(
      throws: StageError.damaged(part: "table.json", cause: "two columns are called ‘a’")
    ) { try Table(parts: parts) }
  }

  @Test func `a table keeps the difference between empty text and no value`() throws {
    let table = try Table(parts: Parts(of: Samples.table))
    #expect(table["rule"]?.values == .text(["per-test", "", nil, "a, \"b\"\nc"]))
    #expect(table["rate"]?.values.numbers == [0.1, nil, .infinity, -1e-300])
    #expect(table["rows"]?.unit == "1")
    #expect(table.notes == ["Zero is a sign of its own."])
  }
}
