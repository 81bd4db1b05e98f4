import Numerics
import Pipeline
import Stages
import Testing

@Suite("ComplexityGroups") struct ComplexityGroupsTests {
  static func table(
    _ kernel: Kernel, _ influence: Influence, groups: String = "5"
  ) throws -> Table {
    try ComplexityGroups.answer(
      ["groups": SettingText(stringLiteral: groups)],
      Inputs().wiring(kernel, to: ComplexityGroups.kernel)
        .wiring(influence, to: ComplexityGroups.influence))
  }

  static func values(_ table: Table, _ name: String) throws -> [Double] {
    try #require(table[name]?.values.numbers).compactMap { $0 }
  }

  /// yᵀA⁻¹y summed over classes for the rows kept, by Gaussian elimination.
  static func complexity(_ kernel: Kernel, keeping rows: [Int], ridge: Double) -> Double {
    let (train, targets) = (kernel.wholeTrain(on: .one), kernel.targets.train)
    let n = rows.count
    var system = rows.map { i in
      rows.map { train[i, $0] + ($0 == i ? ridge : 0) } + targets.row(i)
    }
    for pivot in 0..<n {
      let best = (pivot..<n).max { abs(system[$0][pivot]) < abs(system[$1][pivot]) } ?? pivot
      system.swapAt(pivot, best)
      for row in 0..<n where row != pivot {
        let factor = system[row][pivot] / system[pivot][pivot]
        for column in system[row].indices { system[row][column] -= factor * system[pivot][column] }
      }
    }
    return (0..<n).reduce(0) { sum, i in
      (0..<targets.columns).reduce(sum) {
        $0 + targets[rows[i], $1] * system[i][n + $1] / system[i][i]
      }
    }
  }

  @Test(arguments: ["dense", "factored"], [["a", "b", "c"], ["a", "b"]])
  func `contributions are what dropping the rows takes from the complexity`(
    form: String, classes: [String]
  ) throws {
    let sample = try RidgeSample(classes: classes)
    let kernel = try sample.kernel(isEmpirical: true, form: SettingText(stringLiteral: form))
    let influence = try sample.influence(kernel, ridge: 0.03)
    let table = try Self.table(kernel, influence)
    let order = (0..<24).sorted { influence.mean[$0] < influence.mean[$1] }
    let whole = Self.complexity(kernel, keeping: Array(0..<24), ridge: 0.03)
    let groups = [0..<4, 4..<9, 9..<14, 14..<19, 19..<24].map { order[$0] }
    let expected = groups.map { group in
      whole
        - Self.complexity(
          kernel, keeping: (0..<24).filter { !group.contains($0) }, ridge: 0.03)
    }
    #expect(try relativeDistance(Self.values(table, "complexity"), expected) < 1e-10)
    let means = groups.map { $0.reduce(0) { $0 + influence.mean[$1] } / Double($0.count) }
    #expect(try relativeDistance(Self.values(table, "mean influence"), means) < 1e-12)
    #expect(try Self.values(table, "size") == [4, 5, 5, 5, 5])
    #expect(
      try relativeDistance(Self.values(table, "share of complexity"), expected.map { $0 / whole })
        < 1e-10)
    let all = try Self.values(table, "complexity of all rows")
    #expect(relativeDistance(all, groups.map { _ in whole }) < 1e-10)
  }

  @Test func `the groups run from the most harmful rows to the most helpful`() throws {
    let sample = try RidgeSample()
    let kernel = try sample.kernel()
    let table = try Self.table(kernel, try sample.influence(kernel, ridge: 0.1), groups: "24")
    let lowest = try Self.values(table, "lowest")
    #expect(lowest == lowest.sorted() && lowest.count == 24)
    #expect(try Self.values(table, "highest") == lowest)
  }

  static let unsuitable: [(String, @Sendable (inout Influence) -> Void, String)] = [
    (
      "other rows", { $0.ids[3] = 7 },
      "its 24 rows are not the kernel's 24; wire the influence of all rows of this kernel"
    ),
    (
      "no ridge", { $0.about["ridge"] = nil },
      "it does not say its ridge; wire what the stage Influence yields"
    ),
    (
      "an offset", { $0.about["offset"] = "initial" },
      "it was computed with the offset ‘initial’, and the complexity is that of the labels; "
        + "wire an influence with offset: none"
    ),
  ]

  @Test(arguments: unsuitable.indices)
  func `an influence that does not fit is refused`(index: Int) throws {
    let sample = try RidgeSample()
    let kernel = try sample.kernel()
    var influence = try sample.influence(kernel, ridge: 0.1)
    Self.unsuitable[index].1(&influence)
    let error = #expect(throws: StageError.self) { try Self.table(kernel, influence) }
    #expect(
      error?.message == "the input influence does not suit: " + Self.unsuitable[index].2)
  }

  @Test func `more groups than rows are refused`() throws {
    let sample = try RidgeSample()
    let kernel = try sample.kernel()
    let influence = try sample.influence(kernel, ridge: 0.1)
    let error = #expect(throws: StageError.self) {
      try Self.table(kernel, influence, groups: "25")
    }
    #expect(
      error?.message == "the input influence does not suit: 24 rows cannot make 25 groups; "
        + "ask for fewer groups")
  }
}

extension RidgeSample {
  /// The complexity of all rows as the regression has it.
  fileprivate func whole(_ kernel: Kernel, ridge: Double) throws -> Double {
    let targets = kernel.targets.train
    return try KernelRidge(kernel.train, targets: targets, ridge: ridge, on: .one)
      .complexity(targets: targets)
  }
}
