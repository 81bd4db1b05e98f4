public import Numerics
public import Pipeline

/// A network with one hidden layer, f(x) = (1/√m) Σ_r a_r relu(w_r·x), of which only W was trained.
public struct Network: Artifact {
  public static let kind = "Network"

  /// The hidden weights W, m×d.
  ///
  /// Weights trained in float are stored widened.
  public var hidden: Matrix<Double>
  /// The fixed output weights A, m×C, each ±1.
  public var output: Matrix<Double>
  /// The hidden weights before training, W₀, m×d.
  public var initial: Matrix<Double>
  /// The hidden weights after epochs that were chosen, in rising order; those before training and
  /// after the last epoch are not among them.
  ///
  /// They are stored as `hidden-epoch-1.npy` and so on.
  public var kept: [EpochWeights]
  /// One record per epoch, also one before training (epoch 0) when all rows were measured; empty for
  /// a loaded network.
  public var history: [EpochRecord]
  /// The loss it was trained with.
  public var loss: Loss
  /// How it was made, for reports.
  public var about: Facts

  /// A network; W and W₀ are equally large, and A has a row for each of theirs.
  public init(
    hidden: Matrix<Double>, output: Matrix<Double>, initial: Matrix<Double>,
    kept: [EpochWeights] = [], history: [EpochRecord] = [], loss: Loss, about: Facts = [:]
  ) {
    precondition(
      Self.fault(hidden, output, initial, kept) == nil, "W, A and W₀ do not fit together")
    self.hidden = hidden
    self.output = output
    self.initial = initial
    self.kept = kept
    self.history = history
    self.loss = loss
    self.about = about
  }

  /// The number of hidden units m.
  public var width: Int { hidden.rows }
  /// The number of outputs C.
  public var outputs: Int { output.columns }

  public var shape: Shape {
    ["width": hidden.rows, "columns": hidden.columns, "outputs": output.columns]
  }

  /// W and W₀, without weights of other epochs.
  public static func bytes(of shape: Shape) -> Int? {
    guard let width = shape["width"], let columns = shape["columns"], let outputs = shape["outputs"]
    else { return nil }
    return 8 * width * (2 * columns + outputs)
  }

  public init(parts: Parts) throws(StageError) {
    hidden = try parts.matrix("hidden.npy")
    output = try parts.matrix("output.npy")
    initial = try parts.matrix("initial.npy")
    history = try EpochRecord.read(parts)
    let stored = try PartJSON("about.json", in: parts)
    kept = []
    for epoch in stored.value["kept"] == nil ? [] : try stored.ints("kept") {
      kept.append(EpochWeights(epoch: epoch, hidden: try parts.matrix(Self.part(epoch: epoch))))
    }
    if let fault = Self.fault(hidden, output, initial, kept) {
      throw .damaged(part: "hidden.npy", cause: fault)
    }
    guard let loss = Loss(rawValue: try stored.string("loss")) else {
      throw .damaged(part: "about.json", cause: "the loss is not known")
    }
    self.loss = loss
    about = try stored.facts("facts")
  }

  public func parts() throws(StageError) -> [Part] {
    var stored: [JSON.Member] = [
      JSON.Member("loss", .string(loss.rawValue)), JSON.Member("width", JSON(width)),
      JSON.Member("columns", JSON(hidden.columns)), JSON.Member("outputs", JSON(outputs)),
      JSON.Member("facts", about.json),
    ]
    if !kept.isEmpty {
      stored.append(JSON.Member("kept", .array(kept.map { JSON($0.epoch) })))
    }
    return [
      .npy("hidden.npy", hidden), .npy("output.npy", output), .npy("initial.npy", initial),
      Part("history.csv", text: EpochRecord.csv(history)),
      Part("about.json", text: JSON.object(stored).text),
    ] + kept.map { .npy(Self.part(epoch: $0.epoch), $0.hidden) }
  }

  private static func part(epoch: Int) -> String { "hidden-epoch-\(epoch).npy" }

  private static func fault(
    _ hidden: Matrix<Double>, _ output: Matrix<Double>, _ initial: Matrix<Double>,
    _ kept: [EpochWeights]
  ) -> String? {
    guard initial.rows == hidden.rows, initial.columns == hidden.columns else {
      return "W is \(hidden.rows)×\(hidden.columns), W₀ \(initial.rows)×\(initial.columns)"
    }
    guard output.rows == hidden.rows else {
      return "W has \(hidden.rows) rows, A \(output.rows)"
    }
    for weights in kept
    where weights.hidden.rows != hidden.rows || weights.hidden.columns != hidden.columns {
      return "W is \(hidden.rows)×\(hidden.columns), after epoch \(weights.epoch) it is "
        + "\(weights.hidden.rows)×\(weights.hidden.columns)"
    }
    return nil
  }
}

/// What a network is trained to make small.
public enum Loss: String, Choice {
  /// Cross-entropy over the outputs, for two outputs or more.
  case crossEntropy = "cross-entropy"
  /// The squared error, summed over the outputs.
  case meanSquares = "mse"
}
