import Numerics
import Pipeline
import Stages

/// One small artifact of each kind.
enum Samples {
  static let matrix = Matrix<Double>([[0, 0.5, 1], [1, 0.25, 0.1]])

  static let dataset = Dataset(
    inputs: matrix, labels: [1, 0], ids: [7, 3],
    about: DatasetInfo(classes: ["three", "seven"], imageShape: [1, 3, 1], source: "By hand."))

  static var map: FeatureMap {
    var map = FeatureMap(columns: 3)
    map.append(.standardize(mean: [0.1], deviation: [0.3]))
    map.append(.center([0.5, -0.5, 0.25]))
    map.append(.unitRows)
    map.append(.linear(Matrix([[1, 2, 0], [0, 1, 0.5], [0.25, 0, 1]])))
    map.append(.attention(keys: Matrix([[1, 0, 1], [0.5, 1, 0]]), values: nil))
    map.append(
      .softmaxAttention(
        keys: Matrix([[1, 0, 1], [0.5, 1, 0]]), values: Matrix([[1, 0], [0.5, 1]]), scale: 0.5))
    map.constantsFromOthers = true
    map.context = AttentionContext(isNamed: true, rows: 2, digest: Digest(hashing: "context"))
    map.attention = AttentionRecipe(layers: 2, stack: .sameContext, rank: 2, projectionSeed: 4)
    map.earlier = matrix
    return map
  }

  static let features = Features(
    matrix: matrix, labels: [0, 1], ids: [5, 6], classes: ["a", "b"], map: map)

  static let network = Network(
    hidden: matrix, output: Matrix([[1], [-1]]), initial: Matrix([[0, 0.5, 1], [1, 0, 1]]),
    history: [
      EpochRecord(
        epoch: 0, loss: 0.7, trainAccuracy: 0.5, relativeDistance: 0, gradientNorm: 1e-3),
      EpochRecord(
        epoch: 1, loss: 0.1, trainAccuracy: 1, testAccuracy: 0.75, relativeDistance: 0.3,
        gradientNorm: 0),
    ],
    loss: .meanSquares, about: ["epochs": 1, "learning-rate": 0.001])

  static let kernel = Kernel(
    train: Matrix([[2, 1], [1, 2]]), queries: Matrix([[0.5, 1]]), labels: [0, 1], ids: [5, 6],
    queryLabels: [1], queryIds: [9], classes: ["a", "b"], about: ["family": "infinite"])

  static let influence = Influence(
    mean: [1, -2], perTest: Matrix([[0.5, -1]]), leverage: [0.25, 0.75], labels: [0, 1],
    ids: [5, 6], queryLabels: [1], queryIds: [9], classes: ["a", "b"],
    about: ["ridge": 0.001, "kind": "leave-one-out", "queries": ["a", 2, true]])

  static let table = Table(
    "Flips by rule",
    columns: [
      .text("rule", ["per-test", "", nil, "a, \"b\"\nc"]),
      .integer("rows", unit: "1", [1, nil, -3, 4]),
      .number("rate", unit: "%", [0.1, nil, .infinity, -1e-300]),
    ],
    notes: ["Zero is a sign of its own."])

  static let page = Page(
    html: "<!doctype html>", tables: [Page.Attachment("flips", text: "a,b\n")],
    figures: [Page.Attachment("curve", text: "<svg/>")])

  static let all: [any Artifact] = [
    dataset, features, network, kernel, influence, table, Figure(svg: "<svg/>", data: table), page,
  ]
}
