import Numerics
import Pipeline
import Stages
import Testing

@Suite struct LinAttnTransformTests {
  private func features(_ seed: Int) throws -> Features {
    let data = try exampleDataset(seed: seed)
    return try Normalize.answer([:], Inputs().wiring(data, to: Normalize.data))
  }

  @Test func `queries attend to the training rows and never to each other`() throws {
    let train = try features(1)
    let test = try features(2)
    let all = try Inputs().wiring(test, to: LinAttnTransform.data)
      .wiring(train, to: LinAttnTransform.context)
    let mapped = try LinAttnTransform.answer([:], all)
    var one = test
    one.matrix = test.matrix.gathered(rows: [3])
    (one.labels, one.ids) = ([test.labels[3]], [test.ids[3]])
    let alone = try LinAttnTransform.answer(
      [:],
      Inputs().wiring(one, to: LinAttnTransform.data).wiring(train, to: LinAttnTransform.context))
    #expect(alone.matrix.relativeDistance(to: mapped.matrix.gathered(rows: [3])) < 1e-14)
    #expect(mapped.map.context?.isNamed == true)
    #expect(mapped.map.earlier == test.matrix)
  }

  @Test func `training rows share the context's digest with queries that name them`() throws {
    let train = try features(1)
    let own = try LinAttnTransform.answer([:], Inputs().wiring(train, to: LinAttnTransform.data))
    let named = try LinAttnTransform.answer(
      [:],
      Inputs().wiring(features(2), to: LinAttnTransform.data)
        .wiring(train, to: LinAttnTransform.context))
    #expect(own.map.context?.isNamed == false)
    #expect(own.map.context?.digest == named.map.context?.digest)
    #expect(own.map.context?.rows == 12)
  }

  @Test func `the map of attended rows gives those rows from the pixels`() throws {
    let train = try features(1)
    for layers in ["0", "1", "3"] {
      let result = try LinAttnTransform.answer(
        ["layers": .scalar(layers)], Inputs().wiring(train, to: LinAttnTransform.data))
      let again = result.map.apply(try exampleDataset(seed: 1).inputs, on: .one)
      #expect(again == result.matrix)
      #expect((result.matrix == train.matrix) == (layers == "0"))
    }
  }

  @Test func `rows that went through attention are no context for rows that did not`() throws {
    let train = try features(1)
    let attended = try LinAttnTransform.answer(
      [:], Inputs().wiring(train, to: LinAttnTransform.data))
    let error = StageError.unsuitable(
      port: "context", cause: "its rows went through 4 steps, the data through 2",
      remedy: "wire the training rows as they are before this attention")
    #expect(throws: error) {
      try LinAttnTransform.answer(
        [:],
        Inputs().wiring(train, to: LinAttnTransform.data)
          .wiring(attended, to: LinAttnTransform.context))
    }
  }

  @Test func `rows made with like must name their context`() {
    let like = Wiring(
      stage: "Normalize", ports: ["data": [], "like": [Wiring(stage: "Normalize")]])
    let plain = Wiring(stage: "Normalize", ports: ["data": []])
    func wiring(_ data: Wiring, context: Wiring? = nil) -> Wiring {
      Wiring(
        stage: "LinAttnTransform",
        ports: context.map { ["data": [data], "context": [$0]] } ?? ["data": [data]])
    }
    #expect(wiring(plain).contextFault == nil)
    #expect(wiring(like).contextFault?.port == "context")
    #expect(wiring(wiring(like)).contextFault?.port == "context")
    #expect(wiring(like, context: plain).contextFault == nil)
  }

  @Test func `queries must name the context of every layer of attention behind them`() {
    func attention(_ data: Wiring, named: Bool) -> Wiring {
      let context = named ? ["context": [Wiring(stage: "Normalize")]] : [:]
      return Wiring(stage: "LinAttnTransform", ports: ["data": [data]].merging(context) { $1 })
    }
    let plain = Wiring(stage: "Normalize")
    let cases: [(Wiring, isFaulty: Bool)] = [
      (plain, false), (attention(plain, named: true), false),
      (attention(plain, named: false), true),
      (attention(attention(plain, named: false), named: true), true),
    ]
    for (queries, isFaulty) in cases {
      let wiring = Wiring(stage: "EmpiricalNTK", ports: ["queries": [queries]])
      #expect((wiring.contextFault(at: "queries") != nil) == isFaulty)
    }
    #expect(Wiring(stage: "EmpiricalNTK").contextFault(at: "queries") == nil)
  }
}
