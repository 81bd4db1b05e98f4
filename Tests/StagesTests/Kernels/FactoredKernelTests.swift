import Numerics
import Pipeline
import Stages
import Testing

@Suite("A factored kernel") struct FactoredKernelTests {
  static func kernel(_ form: String) throws -> Kernel {
    let features = try exampleFeatures()
    let inputs = try Inputs().wiring(exampleNetwork(), to: EmpiricalNTK.network)
      .wiring(features, to: EmpiricalNTK.data).wiring(features, to: EmpiricalNTK.queries)
    return try EmpiricalNTK.answer(["form": SettingText(stringLiteral: form)], inputs)
  }

  static func whole(_ kernel: Kernel) -> Matrix<Double> {
    let tiles = kernel.train
    var matrix = Matrix<Double>(rows: tiles.size, columns: tiles.size)
    matrix.withUnsafeMutableBufferPointer { elements in
      guard let start = elements.baseAddress else { return }
      tiles.fill(rows: 0..<tiles.size, columns: 0..<tiles.size, into: start, step: tiles.size)
    }
    return matrix
  }

  @Test func `holds the numbers of the dense one`() throws {
    let (dense, factored) = (try Self.kernel("dense"), try Self.kernel("factored"))
    let (a, b) = (Self.whole(dense), Self.whole(factored))
    #expect(a.rows > 0)
    for row in 0..<a.rows {
      for column in 0...row { #expect(abs(a[row, column] - b[row, column]) < 1e-15) }
    }
    let (queries, others) = (try #require(dense.queries), try #require(factored.queries))
    let (p, q) = (
      queries.block(0..<queries.count, on: .one), others.block(0..<others.count, on: .one)
    )
    for row in 0..<p.rows {
      for column in 0..<p.columns { #expect(abs(p[row, column] - q[row, column]) < 1e-15) }
    }
    #expect(abs(dense.train.trace - factored.train.trace) < 1e-13)
    #expect(dense.shape["dense"] == 1 && factored.shape["dense"] == 0)
  }

  @Test func `survives being stored`() throws {
    let factored = try Self.kernel("factored")
    let parts = try Parts(of: factored)
    #expect(
      parts.names == [
        "about.json", "gates.npy", "ids.npy", "labels.npy", "query-gates.npy", "query-ids.npy",
        "query-labels.npy", "query-rows.npy", "rows.npy",
      ])
    let again = try Kernel(parts: parts)
    #expect(Self.whole(again) == Self.whole(factored))
    #expect(try Parts(of: again).bytes("gates.npy").array == parts.bytes("gates.npy").array)
  }

  @Test func `gives the influence that the dense one gives`() throws {
    func influence(_ form: String) throws -> Influence {
      try KernelInfluence().run(
        Inputs().wiring(Self.kernel(form), to: KernelInfluence.kernel), in: Context())
    }
    let (dense, factored) = (try influence("dense"), try influence("factored"))
    for (a, b) in zip(dense.perTest.elements, factored.perTest.elements) {
      #expect(abs(a - b) <= 1e-10 * max(1, abs(a)))
    }
  }

  @Test(arguments: [
    ("gates.npy", "it is not a"), ("about.json", "units is"),
  ])
  func `that is damaged says where`(part: String, cause: String) throws {
    let factored = try Self.kernel("factored")
    var contents: [String: any Bytes] = [:]
    let parts = try Parts(of: factored)
    for name in parts.names { contents[name] = try parts.bytes(name) }
    contents[part] =
      part == "gates.npy"
      ? try parts.bytes("labels.npy")
      : Array(
        String(decoding: try parts.bytes(part).array, as: UTF8.self)
          .replacing(/"units": ?[0-9]+/, with: "\"units\": 0").utf8)
    let error = #expect(throws: StageError.self) { try Kernel(parts: Parts(contents)) }
    #expect(error?.message.contains(cause) == true, "\(error?.message ?? "")")
  }
}
