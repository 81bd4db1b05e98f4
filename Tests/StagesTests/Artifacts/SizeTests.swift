import Numerics
import Pipeline
import Stages
import Testing

/// What an artifact of some sizes takes, told before there is one.
@Suite struct `Bytes foretold` {
  private static func digits(_ count: Int) throws -> Dataset {
    try SyntheticDigits.answer(["count": .scalar("\(count)"), "classes": ["1", "7"]])
  }

  private static func features(_ count: Int) throws -> Features {
    try Normalize.answer([:], Inputs().wiring(digits(count), to: Normalize.data))
  }

  /// As a fraction of what the artifact's parts really take.
  private func foretold<A: Artifact>(_ artifact: A) throws -> Double {
    let bytes = try #require(A.bytes(of: artifact.shape))
    return Double(bytes) / Double(try artifact.parts().reduce(0) { $0 + $1.count })
  }

  @Test func `are about those of the artifact`() throws {
    let features = try Self.features(120)
    let rows = try Inputs().wiring(features, to: TrainMLP.data)
    let network = try TrainMLP.answer(["width": "32", "epochs": "1"], rows)
    let wired = try Inputs().wiring(network, to: EmpiricalNTK.network)
      .wiring(features, to: EmpiricalNTK.data).wiring(features, to: EmpiricalNTK.queries)
    let factored = try EmpiricalNTK.answer(["form": "factored"], wired)
    let dense = try InfiniteNTK.answer([:], Inputs().wiring(features, to: InfiniteNTK.data))
    let influence = try KernelInfluence.answer(
      [:], Inputs().wiring(factored, to: KernelInfluence.kernel))
    let ratios = [
      try foretold(Self.digits(120)), try foretold(features), try foretold(network),
      try foretold(factored), try foretold(dense), try foretold(influence),
    ]
    #expect(ratios.allSatisfy { (0.9...1.1).contains($0) }, "\(ratios)")
  }

  @Test func `are not known without sizes, but for kinds that are small whatever they hold`() {
    let kinds: [any Artifact.Type] = [
      Dataset.self, Features.self, Network.self, Kernel.self, Influence.self,
    ]
    #expect(kinds.allSatisfy { $0.bytes(of: [:]) == nil })
    let small: [any Artifact.Type] = [Table.self, Figure.self, Page.self]
    #expect(small.allSatisfy { $0.bytes(of: [:]) != nil })
  }
}
