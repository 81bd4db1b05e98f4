import Numerics
import Pipeline
import Stages
import Testing

@Suite("LossLandscape") struct LossLandscapeTests {
  static let data = TrainMLPTests.three
  static let network: Network? = try? TrainMLPTests.train(data, ["ridge": "0.2"])

  static func draw(_ settings: [String: SettingText] = [:], network: Network) throws -> Figure {
    let inputs = try Inputs().wiring(network, to: LossLandscape.network)
      .wiring(data, to: LossLandscape.data)
    return try LossLandscape.answer(
      ["points": "3"].merging(settings) { $1 }, inputs, cores: 2)
  }

  /// The lines of the data after the header, as cells.
  static func lines(_ figure: Figure) -> [[Substring]] {
    figure.data.split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  @Test func `the middle is the objective at the weights, with the ridge of training`() throws {
    let network = try #require(Self.network)
    for (settings, ridge) in [([:], 0.2), (["ridge": "0.7"], 0.7)]
      as [([String: SettingText], Double)]
    {
      let lines = Self.lines(try Self.draw(settings, network: network))
      #expect(lines.count == 9 + 4)
      #expect(lines[4].prefix(4) == ["network", "objective", "0.0", "0.0"])
      let objective = TrainingObjective(
        LabelledRows(rows: Self.data.matrix, labels: Self.data.labels), output: network.output,
        initial: network.initial, loss: .crossEntropy, ridge: ridge)
      let expected = objective.value(at: network.hidden, on: .one)
      #expect(abs(try #require(Double(lines[4][4])) - expected) < 1e-12)
    }
  }

  @Test func `eigenvalues stand in the data in rising order, each with its residual`() throws {
    let figure = try Self.draw(network: try #require(Self.network))
    let lines = Self.lines(figure).suffix(4)
    #expect(
      lines.map { $0[1] } == [
        "Hessian eigenvalue", "residual of the eigenvalue", "Hessian eigenvalue",
        "residual of the eigenvalue",
      ])
    let values = try lines.map { try #require(Double($0[4])) }
    #expect(values[0] <= values[2] && values[0] >= 0.2)
    #expect(values[1] < 1e-8 && values[3] < 1e-8)
    #expect(figure.svg.contains("Largest Hessian eigenvalues of the network"))
  }

  @Test func `the linearized model stands beside the network, and equals it before training`()
    throws
  {
    var network = try #require(Self.network)
    let both = Self.lines(try Self.draw(["model": "both"], network: network))
    let alone = Self.lines(try Self.draw(["model": "linearized"], network: network))
    #expect(both.count == 26)
    #expect(both.suffix(13) == alone.suffix(13))
    network.hidden = network.initial
    let start = Self.lines(try Self.draw(["model": "both"], network: network))
    let middle = try [4, 17].map { try #require(Double(start[$0][4])) }
    #expect(abs(middle[0] - middle[1]) < 1e-14)
    #expect(start[3][4] != start[16][4])
  }

  @Test func `a network for other rows is refused`() throws {
    let stranger = try TrainMLPTests.train(TrainMLPTests.two)
    #expect(throws: StageError.self) { try Self.draw(network: stranger) }
  }
}
