import Numerics
import Pipeline
import Stages
import Testing

@Suite("GroupInfluence") struct GroupInfluenceTests {
  static func values(_ table: Table, _ column: String, group: String) throws -> [Double] {
    let groups = try #require(table["group"]?.values.texts)
    let values = try #require(table[column]?.values.numbers)
    return groups.indices.filter { groups[$0] == group }.compactMap { values[$0] }
  }

  @Test(arguments: [["a", "b", "c"], ["a", "b"]])
  func `is what fitting again without the group changes`(classes: [String]) throws {
    let sample = try RidgeSample(classes: classes)
    let kernel = try sample.kernel()
    let groups: [[Int]] = [[3], [23, 0, 12], Array(2..<20)]
    let text = SettingText.list(
      groups.map { .list($0.map { .scalar("\(kernel.ids[$0])") }) })
    let table = try GroupInfluence.answer(
      ["groups": text, "ridge": "0.01"], Inputs().wiring(kernel, to: GroupInfluence.kernel))
    let influence = try sample.influence(kernel, ridge: 0.01)
    for (index, group) in groups.enumerated() {
      let values = try Self.values(table, "value", group: "group \(index + 1)")
      let refitted = try kernel.refitted(without: group, ridge: 0.01)
      #expect(relativeDistance(Array(values.dropFirst()), refitted) < 1e-10)
      #expect(abs(values[0] - refitted.reduce(0, +) / 6) < 1e-10)
      let sums = try Self.values(table, "sum of single influences", group: "group \(index + 1)")
      let singles = (0..<6).map { test in
        group.reduce(0) { $0 + influence.perTest[test, $1] }
      }
      #expect(relativeDistance(Array(sums.dropFirst()), singles) < 1e-12)
    }
    let alone = try Self.values(table, "value", group: "group 1")
    let single = try Self.values(table, "sum of single influences", group: "group 1")
    #expect(relativeDistance(alone, single) < 1e-10)
  }

  @Test func `a factored kernel gives the same`() throws {
    let sample = try RidgeSample()
    func values(_ form: SettingText) throws -> [Double] {
      let kernel = try sample.kernel(isEmpirical: true, form: form)
      let table = try GroupInfluence.answer(
        ["groups": ["100", "109", "130"]], Inputs().wiring(kernel, to: GroupInfluence.kernel))
      return try Self.values(table, "value", group: "group 1")
    }
    #expect(try relativeDistance(values("factored"), values("dense")) < 1e-10)
  }

  @Test func `takes the top rows of an influence, under the ridge rule given`() throws {
    let sample = try RidgeSample()
    let kernel = try sample.kernel(isEmpirical: true)
    let influence = try sample.influence(kernel, ridge: 0.24)
    let table = try GroupInfluence.answer(
      ["top": ["0.1", "5"], "ridge": "0.01", "ridge-rule": "per-row", "per-test": "false"],
      Inputs().wiring(kernel, to: GroupInfluence.kernel).wiring(influence, to: GroupInfluence.by))
    #expect(table["group"]?.values.texts == ["top 0.1", "top 5"])
    #expect(table["size"]?.values.numbers == [3, 5])
    let expected = try [0.1, 5].map { top in
      try kernel.refitted(without: influence.topRows(top), ridge: 0.24).reduce(0, +) / 6
    }
    let values = try #require(table["value"]?.values.numbers).compactMap { $0 }
    #expect(relativeDistance(values, expected) < 1e-10)
    #expect(table.notes.contains { $0.hasPrefix("top 5: ids ") })
  }

  static let texts: [(SettingText, [[Int64]])] = [
    (["3", "5"], [[3, 5]]), ([["3", "5"], ["7"]], [[3, 5], [7]]), ("4", [[4]]), ("", []),
    (.map([.init("sevens", ["-1", "2"]), .init("one", "8")]), [[-1, 2], [8]]),
  ]

  @Test(arguments: texts.indices)
  func `groups are read as a list, lists or a map, and written so that they read back`(
    index: Int
  ) throws {
    let (text, ids) = Self.texts[index]
    let groups = try RowGroups(text: text)
    #expect(groups.groups.map(\.ids) == ids)
    #expect(try RowGroups(text: groups.text) == groups)
  }

  static let faults: [(SettingText, String)] = [
    (
      ["1", "x"],
      "expected a list of ids, a list of such lists, or a map from names to lists of ids, found ‘[1, x]’"
    ),
    (["1", "1"], "names the id 1 twice in one group; a row leaves once only"),
    ([["1"], []], "has a group without ids; leave it out"),
  ]

  @Test(arguments: faults.indices)
  func `groups that are none are refused`(index: Int) throws {
    let error = #expect(throws: SettingFault.self) { try RowGroups(text: Self.faults[index].0) }
    #expect(error?.message == Self.faults[index].1)
  }

  @Test func `no groups at all are a fault of the plan`() throws {
    let kernel = try RidgeSample().kernel()
    let error = #expect(throws: SettingFaults.self) {
      try GroupInfluence.answer([:], Inputs().wiring(kernel, to: GroupInfluence.kernel))
    }
    #expect(
      error?.faults.map(\.message)
        == ["GroupInfluence needs groups: give ‘groups’, or wire ‘by’ for its top rows"])
  }

  @Test func `an id that the kernel does not have is named`() throws {
    let kernel = try RidgeSample().kernel()
    let error = #expect(throws: StageError.self) {
      try GroupInfluence.answer(
        ["groups": "101"], Inputs().wiring(kernel, to: GroupInfluence.kernel))
    }
    #expect(
      error?.message
        == "the input kernel does not suit: the kernel has no training row with the id 101; "
        + "name rows that it was made from")
  }
}
