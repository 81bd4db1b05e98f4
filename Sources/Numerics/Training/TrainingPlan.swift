/// How a two-layer ReLU network is trained; the defaults are the paper's.
///
/// The objective is (1/2B) Σ loss + (ridge/2)‖W − W₀‖² on each batch of B rows; only W moves.
public struct TrainingPlan: Sendable {
  /// The rule that turns gradients into steps.
  public enum Optimizer: Sendable {
    /// Adam with β₁ = 0.9, β₂ = 0.999 and ε = 1e-8 outside the root, after bias correction
    /// (Kingma and Ba, 2015).
    case adam
    /// Plain gradient descent.
    case gradientDescent
  }

  /// What the history measures.
  public enum Measure: Sendable {
    /// The batches as they are met, each before its step; costs nothing.
    case batches
    /// All rows at the end of each epoch, and before the first; costs as much again.
    case rows
  }

  public var epochs = 20
  public var batch = 128
  public var learningRate = 1e-3
  public var ridge = 1e-3
  public var loss = OutputLoss.crossEntropy
  public var optimizer = Optimizer.adam
  /// The element type of weights and sums.
  public var precision = RealPrecision.single
  public var measure = Measure.batches
  /// The epochs after which the weights are kept; 0 is before the first.
  public var keptEpochs: Set<Int> = []
  /// The seed that reshuffles the rows before each epoch; `nil` takes them in order.
  public var shuffleSeed: UInt64?

  /// The defaults.
  public init() {}

  /// The row numbers of an epoch (from 1) in the order they are taken.
  func order(epoch: Int, rows: Int) -> [Int64] {
    guard let shuffleSeed else { return (0..<rows).map(Int64.init) }
    return CounterRandom(seed: shuffleSeed, purpose: "TrainMLP/shuffle").substream(epoch)
      .permutation(rows).map(Int64.init)
  }
}

/// Rows and the class of each.
public struct LabelledRows: Sendable {
  public var rows: Matrix<Double>
  public var labels: [Int32]

  /// Rows with one label each.
  public init(rows: Matrix<Double>, labels: [Int32]) {
    precondition(labels.count == rows.rows, "\(labels.count) labels for \(rows.rows) rows")
    self.rows = rows
    self.labels = labels
  }
}

/// How training stood in one epoch; 0 is before training.
public struct EpochSummary: Sendable, Equatable {
  public var epoch: Int
  /// (1/2B) Σ loss, without the ridge; of the replaced rows where batches were replaced and measured.
  public var loss: Double
  /// The share of training rows answered right.
  public var trainAccuracy: Double
  /// The share of test rows answered right at the end of the epoch, when there are any.
  public var testAccuracy: Double?
  /// ‖W − W₀‖/‖W₀‖ at the end of the epoch.
  public var relativeDistance: Double
  /// The norm of the objective's gradient with respect to W; of batches, the mean of their norms.
  public var gradientNorm: Double
  /// The share of replaced rows answered right, each batch before its step, when there are any.
  public var replacedAccuracy: Double?
}

/// The hidden weights after an epoch.
public struct EpochWeights: Sendable, Equatable {
  public var epoch: Int
  /// W, m×d.
  public var hidden: Matrix<Double>

  /// Weights after `epoch`.
  public init(epoch: Int, hidden: Matrix<Double>) {
    (self.epoch, self.hidden) = (epoch, hidden)
  }
}
