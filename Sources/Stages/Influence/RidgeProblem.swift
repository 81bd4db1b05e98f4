internal import Numerics
internal import Pipeline

/// A kernel with test rows as a regression without offset: what its stages share before they ask their own question.
struct RidgeProblem {
  let kernel: Kernel
  /// The kernel between test and training rows, t×n.
  let queries: Matrix<Double>
  let targets: Matrix<Double>
  let queryTargets: Matrix<Double>
  /// The number added to the diagonal.
  let ridge: Double

  init(
    _ kernel: Kernel, ridge: Double, rule: RidgeRule, on cores: Cores
  ) throws(StageError) {
    let queries = try kernel.testRows()
    let outputs = Targets.outputs(classes: kernel.classes.count)
    self.kernel = kernel
    self.queries = queries.block(0..<queries.count, on: cores)
    targets = Targets.matrix(labels: kernel.labels, outputs: outputs)
    queryTargets = Targets.matrix(labels: kernel.queryLabels, outputs: outputs)
    self.ridge = rule.value(ridge, for: kernel.train)
  }

  /// The fitted regression, ready to answer what leaving rows out would change.
  func regression(on cores: Cores) throws(StageError) -> KernelRidge {
    try computing { () throws(NumericsError) in
      try KernelRidge(kernel.train, targets: targets, ridge: ridge, on: cores)
    }
  }

  /// ½|f(x_t) − y_t|² for each test row.
  func losses(_ predictions: Matrix<Double>) -> [Double] {
    (0..<predictions.rows).map { row in
      zip(predictions.row(row), queryTargets.row(row)).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2
      }
    }
  }

  /// Refuses equations so close to singular that replacing rows, which squares the condition number, leaves no digits of
  /// their scores.
  func checkReplacing(_ regression: KernelRidge, on cores: Cores) throws(StageError) {
    let condition = try computing { () throws(NumericsError) in
      try regression.conditionNumber(kernel: kernel.operation, on: cores)
    }
    guard condition * condition * .ulpOfOne > 1 else { return }
    throw .numerical(
      cause:
        "the condition number of K + λI is \(Rounded.text(condition, digits: 2)) with λ = \(ridge): "
        + "replacing rows one by one squares it, and leaves no digits",
      remedy: "raise ‘ridge’, or replace all rows at once with Intervene")
  }

  /// What is said of an influence through this regression.
  func facts(_ influence: String, rule: RidgeRule) -> Facts {
    var about = kernel.about
    about.describe(influence: influence, ridge: ridge, rule: rule, outputs: targets.columns)
    return about
  }

  /// The places of `ids` among the training rows.
  func places(of ids: [Int64], port: String, remedy: String) throws(StageError) -> [Int] {
    let places = Dictionary(
      zip(kernel.ids, kernel.ids.indices), uniquingKeysWith: { first, _ in first })
    var found: [Int] = []
    for id in ids {
      guard let place = places[id] else {
        throw .unsuitable(
          port: port, cause: "the kernel has no training row with the id \(id)", remedy: remedy)
      }
      found.append(place)
    }
    return found
  }
}

extension Influence {
  /// Refuses an influence of another regression than that from zero with `ridge` as λ, beside whose fits it says nothing.
  func checkRegression(ridge: Double, port: String) throws(StageError) {
    if let offset = about.offset {
      throw .unsuitable(
        port: port, cause: "it was measured with the offset ‘\(offset)’, and there is none here",
        remedy: "wire an influence with offset: none")
    }
    guard let own = about.ridge, abs(own - ridge) > 1e-9 * ridge else { return }
    throw .unsuitable(
      port: port, cause: "it was measured with λ = \(own), and λ is \(ridge) here",
      remedy: "give both stages the same ‘ridge’ and ‘ridge-rule’")
  }
}
