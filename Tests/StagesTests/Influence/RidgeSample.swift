import Numerics
import Pipeline
import Stages
import Testing

/// Small images through attention, a network that was never trained, and their kernels.
struct RidgeSample {
  let images: Dataset
  var rows: Features
  var queries: Features
  let network: Network

  init(
    rows n: Int = 24, queries t: Int = 6, columns: Int = 7, classes: [String] = ["a", "b", "c"],
    recipe: AttentionRecipe? = AttentionRecipe(), units: Int = 48, seed: UInt64 = 4
  ) throws {
    let random = CounterRandom(seed: seed, purpose: "ridge sample")
    func images(_ count: Int, _ stream: Int, _ firstId: Int) -> Dataset {
      let pixels = Matrix<Double>(
        rows: count, columns: columns,
        (0..<count * columns).map { random.substream(stream).uniform($0) })
      return Dataset(
        inputs: pixels, labels: (0..<count).map { Int32($0 * 5 % 7 % classes.count) },
        ids: (0..<count).map { Int64(firstId + 3 * $0) }, about: DatasetInfo(classes: classes))
    }
    let (train, test) = (images(n, 0, 100), images(t, 1, 1000))
    let plain = try Normalize.answer(
      ["mean": "0.5", "std": "0.3"], Inputs().wiring(train, to: Normalize.data))
    let others = try Normalize.answer(
      [:], Inputs().wiring(test, to: Normalize.data).wiring(plain, to: Normalize.like))
    self.images = train
    let settings = Self.settings(recipe)
    rows = try LinAttnTransform.answer(settings, Inputs().wiring(plain, to: LinAttnTransform.data))
    queries = try LinAttnTransform.answer(
      settings,
      Inputs().wiring(others, to: LinAttnTransform.data)
        .wiring(plain, to: LinAttnTransform.context))
    let hidden: Matrix<Double> = random.substream(2)
      .normals(rows: units, columns: columns, on: .one)
    let outputs = classes.count == 2 ? 1 : classes.count
    network = Network(
      hidden: hidden, output: Training.outputWeights(width: units, outputs: outputs, seed: 1),
      initial: hidden, loss: .meanSquares)
  }

  static func settings(_ recipe: AttentionRecipe?) -> [String: SettingText] {
    guard let recipe else { return ["layers": "0"] }
    var settings: [String: SettingText] = [
      "layers": .scalar("\(recipe.layers)"), "rank": .scalar("\(recipe.rank)"),
    ]
    if recipe.layers > 1 { settings["stack"] = .scalar(recipe.stack.rawValue) }
    if let seed = recipe.projectionSeed {
      settings["projections"] = "random"
      settings["seed"] = .scalar("\(seed)")
    }
    return settings
  }

  /// The infinite-width kernel, or the network's.
  func kernel(isEmpirical: Bool = false, form: SettingText = "dense") throws -> Kernel {
    if isEmpirical {
      return try EmpiricalNTK.answer(
        ["form": form],
        Inputs().wiring(network, to: EmpiricalNTK.network).wiring(rows, to: EmpiricalNTK.data)
          .wiring(queries, to: EmpiricalNTK.queries))
    }
    return try InfiniteNTK.answer(
      [:], Inputs().wiring(rows, to: InfiniteNTK.data).wiring(queries, to: InfiniteNTK.queries))
  }

  func influence(_ kernel: Kernel, ridge: Double) throws -> Influence {
    try KernelInfluence.answer(
      ["ridge": ridge.text], Inputs().wiring(kernel, to: KernelInfluence.kernel))
  }
}

extension Kernel {
  /// The targets of training rows and of queries.
  var targets: (train: Matrix<Double>, queries: Matrix<Double>) {
    let outputs = Targets.outputs(classes: classes.count)
    return (
      Targets.matrix(labels: labels, outputs: outputs),
      Targets.matrix(labels: queryLabels, outputs: outputs)
    )
  }

  /// K, and the kernel between queries and training rows, which must be there.
  func held() throws -> (train: Matrix<Double>, queries: Matrix<Double>) {
    (wholeTrain(on: .one), try #require(wholeQueries(on: .one)))
  }

  /// The change of each query's loss when these training rows are left out, by fitting again.
  func refitted(without rows: [Int], ridge: Double) throws -> [Double] {
    let (train, queries) = try held()
    return try Refit.influence(
      removing: rows, kernel: train, targets: targets.train, ridge: ridge, queries: queries,
      queryTargets: targets.queries, on: .one)
  }
}

/// The largest distance relative to the largest of `expected`.
func relativeDistance(_ actual: [Double], _ expected: [Double]) -> Double {
  Matrix(rows: 1, columns: actual.count, actual)
    .relativeDistance(to: Matrix(rows: 1, columns: expected.count, expected))
}
