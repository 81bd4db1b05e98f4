import Numerics
import Pipeline
import Stages
import Testing

@Suite("OneAtATime") struct OneAtATimeTests {
  static func attacked(_ images: Dataset) -> Dataset {
    var attacked = images
    let random = CounterRandom(seed: 6, purpose: "attacked")
    for row in 0..<images.inputs.rows {
      for column in 0..<images.inputs.columns {
        attacked.inputs[row, column] += 0.3 * Double(random.sign(row * 100 + column))
      }
    }
    return attacked.gathered(rows: Array((0..<images.inputs.rows).reversed()))
  }

  static func inputs(_ sample: RidgeSample, _ kernel: Kernel, isEmpirical: Bool) throws -> Inputs {
    var inputs = try Inputs().wiring(kernel, to: OneAtATime.kernel)
      .wiring(sample.rows, to: OneAtATime.features)
      .wiring(sample.queries, to: OneAtATime.queries)
      .wiring(attacked(sample.images), to: OneAtATime.attacked)
    if isEmpirical { inputs = try inputs.wiring(sample.network, to: OneAtATime.network) }
    return inputs
  }

  /// Some rows replaced by their attacked version, and the kernel made anew.
  static func replaced(
    _ places: [Int], in sample: RidgeSample, isEmpirical: Bool
  ) throws -> Kernel {
    let images = attacked(sample.images)
    var rows = sample.rows
    for place in places {
      let source = try #require(images.ids.firstIndex(of: sample.rows.ids[place]))
      let new = sample.rows.map.apply(images.inputs.gathered(rows: [source]), on: .one)
      for column in 0..<new.columns { rows.matrix[place, column] = new[0, column] }
    }
    if isEmpirical {
      return try EmpiricalNTK.answer(
        [:],
        Inputs().wiring(sample.network, to: EmpiricalNTK.network)
          .wiring(rows, to: EmpiricalNTK.data).wiring(sample.queries, to: EmpiricalNTK.queries))
    }
    return try InfiniteNTK.answer(
      [:],
      Inputs().wiring(rows, to: InfiniteNTK.data).wiring(sample.queries, to: InfiniteNTK.queries))
  }

  @Test func `the test rows are those that the kernel holds, unless others are wired`() throws {
    let sample = try RidgeSample(recipe: nil)
    let kernel = try sample.kernel(isEmpirical: true)
    let wired = try Self.inputs(sample, kernel, isEmpirical: true)
    let bare = try Inputs().wiring(kernel, to: OneAtATime.kernel)
      .wiring(sample.rows, to: OneAtATime.features)
      .wiring(Self.attacked(sample.images), to: OneAtATime.attacked)
      .wiring(sample.network, to: OneAtATime.network)
    #expect(try OneAtATime.answer([:], bare).perTest == OneAtATime.answer([:], wired).perTest)
  }

  @Test(arguments: [false, true], [AttentionRecipe?.none, AttentionRecipe()])
  func `each attacked row is as if the problem had been made anew with it`(
    isEmpirical: Bool, recipe: AttentionRecipe?
  ) throws {
    let sample = try RidgeSample(recipe: recipe)
    let kernel = try sample.kernel(isEmpirical: isEmpirical)
    let clean = try sample.influence(kernel, ridge: 0.01)
    let inputs = try Self.inputs(sample, kernel, isEmpirical: isEmpirical)
      .wiring(clean, to: OneAtATime.by)
    let result = try OneAtATime.answer(["ridge": "0.01", "top": "5"], inputs)
    let rows = clean.topRows(5)
    for place in 0..<24 {
      let column = result.perTest.column(place)
      guard rows.contains(place) else {
        #expect(column == clean.perTest.column(place))
        #expect(result.leverage[place] == clean.leverage[place])
        continue
      }
      let anew = try Self.replaced([place], in: sample, isEmpirical: isEmpirical)
      let refitted = try anew.refitted(without: [place], ridge: 0.01)
      #expect(relativeDistance(column, refitted) < 1e-9)
      #expect(relativeDistance(column, clean.perTest.column(place)) > 1e-4)
      let leverage = try sample.influence(anew, ridge: 0.01).leverage[place]
      #expect(abs(result.leverage[place] - leverage) < 1e-9)
      #expect(abs(result.mean[place] - refitted.reduce(0, +) / 6) < 1e-9)
    }
    #expect(result.about.text("replaced rows") == "5")
  }

  @Test func `a ridge that leaves no digits is refused`() throws {
    var sample = try RidgeSample(recipe: nil)
    let apart = try Self.inputs(sample, sample.kernel(), isEmpirical: false)
    #expect(throws: Never.self) { try OneAtATime.answer(["ridge": "1e-12"], apart) }
    // Two rows that are one leave λ alone to keep the equations apart from singular.
    for column in 0..<sample.rows.matrix.columns {
      sample.rows.matrix[1, column] = sample.rows.matrix[0, column]
    }
    let twins = try Self.inputs(sample, sample.kernel(), isEmpirical: false)
    #expect(throws: Never.self) { try OneAtATime.answer(["ridge": "1e-6"], twins) }
    let error = #expect(throws: StageError.self) {
      try OneAtATime.answer(["ridge": "1e-8"], twins)
    }
    #expect(error?.message.contains("squares it, and leaves no digits") == true)
  }

  @Test func `without by every row is replaced, and with each-test the top rows of any test row`()
    throws
  {
    let sample = try RidgeSample()
    let kernel = try sample.kernel()
    let clean = try sample.influence(kernel, ridge: 0.001)
    let inputs = try Self.inputs(sample, kernel, isEmpirical: false)
    let all = try OneAtATime.answer([:], inputs)
    #expect(all.about.text("replaced rows") == "24")
    let some = try OneAtATime.answer(
      ["set": "each-test", "top": "2"], inputs.wiring(clean, to: OneAtATime.by))
    let union = Set(
      (0..<6).flatMap {
        HighInfluence.top(count: 2).rows(of: clean.perTest.row($0), ids: clean.ids)
      })
    for place in 0..<24 {
      let expected = union.contains(place) ? all.perTest : clean.perTest
      #expect(relativeDistance(some.perTest.column(place), expected.column(place)) < 1e-12)
    }
  }

  @Test func `a factored kernel gives the same`() throws {
    let sample = try RidgeSample()
    func scores(_ form: SettingText) throws -> [Double] {
      let kernel = try sample.kernel(isEmpirical: true, form: form)
      return try OneAtATime.answer([:], Self.inputs(sample, kernel, isEmpirical: true)).perTest
        .elements
    }
    #expect(try relativeDistance(scores("factored"), scores("dense")) < 1e-9)
  }

  @Test func `wires that do not belong together are refused`() throws {
    let sample = try RidgeSample()
    let other = try RidgeSample(seed: 5)
    let kernel = try sample.kernel(isEmpirical: true)
    func message(_ inputs: Inputs) -> String? {
      #expect(throws: StageError.self) { try OneAtATime.answer([:], inputs) }?.message
    }
    #expect(
      message(try Self.inputs(sample, kernel, isEmpirical: false))
        == "the input network does not suit: the kernel is that of a network, which is not wired; "
        + "wire the network that the kernel was made with")
    #expect(
      message(try Self.inputs(other, kernel, isEmpirical: true))
        == "the input features does not suit: the kernel's entries are not those of its rows; "
        + "wire the features and the network that the kernel was made from")
    let fewer = try Inputs().wiring(kernel, to: OneAtATime.kernel)
      .wiring(sample.rows, to: OneAtATime.features)
      .wiring(sample.queries, to: OneAtATime.queries)
      .wiring(sample.images.gathered(rows: [0, 1]), to: OneAtATime.attacked)
      .wiring(sample.network, to: OneAtATime.network)
    #expect(
      message(fewer)
        == "the input attacked does not suit: it has no image with the id 106; "
        + "wire the attacked version of the images")
  }
}
