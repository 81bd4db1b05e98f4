import Numerics
import Pipeline
import Stages
import Testing

@Suite("Kept weights") struct KeptWeightsTests {
  static func train(_ settings: [String: SettingText]) throws -> Network {
    try TrainMLPTests.train(TrainMLPTests.three, settings)
  }

  static let kept: Network? = try? train(["epochs": "4", "keep": ["3", "1", "0", "4"]])

  @Test func `keeping weights changes none, and each is what a shorter training ends with`() throws
  {
    let network = try #require(Self.kept)
    #expect(try network.hidden == Self.train(["epochs": "4"]).hidden)
    #expect(network.kept.map(\.epoch) == [1, 3])
    for weights in network.kept {
      #expect(try weights.hidden == Self.train(["epochs": .scalar("\(weights.epoch)")]).hidden)
    }
    #expect(try network.weights(at: 0, port: "network") == network.initial)
    #expect(try network.weights(at: 4, port: "network") == network.hidden)
    #expect(try network.weights(at: nil, port: "network") == network.hidden)
    #expect(try network.weights(at: 3, port: "network") == network.kept[1].hidden)
  }

  @Test func `kept weights are parts of their own, and others have none of it`() throws {
    let network = try #require(Self.kept)
    let names = ["hidden.npy", "output.npy", "initial.npy", "history.csv", "about.json"]
    #expect(
      try network.parts().map(\.name) == names + ["hidden-epoch-1.npy", "hidden-epoch-3.npy"])
    #expect(try Network(parts: Parts(of: network)).kept == network.kept)
    let plain = try Self.train(["epochs": "4"])
    #expect(try plain.parts().map(\.name) == names)
  }

  @Test func `an epoch that is not kept is refused by naming those that are`() throws {
    let network = try #require(Self.kept)
    #expect(
      throws: StageError.unsuitable(
        port: "network", cause: "it keeps no weights of epoch 2, only of 0, 1, 3, 4",
        remedy: "name one of these, or train with keep: [2]")
    ) {
      try network.weights(at: 2, port: "network")
    }
  }

  @Test func `epochs after the last are refused before the run`() {
    #expect {
      try Self.train(["epochs": "4", "keep": ["2", "5"]])
    } throws: { error in
      (error as? SettingFaults)?.faults.map(\.message) == [
        "names epoch 5, but training ends after 4"
      ]
    }
  }

  @Test func `the kernel is taken at the weights of an epoch`() throws {
    let network = try #require(Self.kept)
    let inputs = try Inputs().wiring(network, to: EmpiricalNTK.network)
      .wiring(TrainMLPTests.three, to: EmpiricalNTK.data)
    func kernel(_ settings: [String: SettingText], _ inputs: Inputs) throws -> Matrix<Double> {
      let kernel = try EmpiricalNTK.answer(settings, inputs)
      return try Parts(of: kernel).matrix("train.npy")
    }
    for (epoch, hidden) in [(1, network.kept[0].hidden), (0, network.initial), (4, network.hidden)]
    {
      var alone = network
      alone.hidden = hidden
      let expected = try kernel(
        [:],
        Inputs().wiring(alone, to: EmpiricalNTK.network)
          .wiring(TrainMLPTests.three, to: EmpiricalNTK.data))
      #expect(try kernel(["epoch": .scalar("\(epoch)")], inputs) == expected)
    }
    #expect(throws: StageError.self) { try kernel(["epoch": "2"], inputs) }
    #expect(throws: SettingFault.self) {
      try kernel(["weights": "initial", "epoch": "1"], inputs)
    }
  }

  @Test func `an attack follows the gradient at the weights of an epoch`() throws {
    let small = PerturbTests.small
    var network = small.network
    network.kept = [EpochWeights(epoch: 5, hidden: network.hidden)]
    network.hidden.scale(by: -1)
    let expected = try PerturbTests.perturb().inputs
    #expect(try PerturbTests.perturb(["epoch": "5"], network: network).inputs == expected)
    #expect(try PerturbTests.perturb(network: network).inputs != expected)
  }
}
