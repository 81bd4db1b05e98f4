#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What is made small for every row, as a function of the network's C outputs.
///
/// One output stands for two classes with the targets −1 and 1; otherwise targets are one-hot.
public enum OutputLoss: Sendable {
  /// log Σ_c exp(f_c) − f_y, for C ≥ 2.
  case crossEntropy
  /// Σ_c (f_c − y_c)².
  case squaredError

  /// Replaces the outputs of one row by the derivative of its loss, and returns the loss.
  package func differentiate(_ outputs: UnsafeMutableBufferPointer<Double>, label: Int) -> Double {
    switch self {
    case .crossEntropy: Self.differentiateCrossEntropy(outputs, label)
    case .squaredError: Self.differentiateSquaredError(outputs, label)
    }
  }

  /// p − y with p = softmax(f).
  ///
  /// The entry of the label is taken as −Σ of the others, which keeps its digits where p_y is close to 1.
  private static func differentiateCrossEntropy(
    _ outputs: UnsafeMutableBufferPointer<Double>, _ label: Int
  ) -> Double {
    let largest = outputs.max() ?? 0
    let own = outputs[label] - largest
    var total = 0.0
    var others = 0.0
    for index in outputs.indices {
      let weight = exp(outputs[index] - largest)
      outputs[index] = weight
      total += weight
      if index != label { others += weight }
    }
    for index in outputs.indices { outputs[index] /= total }
    outputs[label] = -others / total
    return log(total) - own
  }

  /// 2(f − y).
  private static func differentiateSquaredError(
    _ outputs: UnsafeMutableBufferPointer<Double>, _ label: Int
  ) -> Double {
    var loss = 0.0
    for index in outputs.indices {
      let error = outputs[index] - target(label, at: index, of: outputs.count)
      outputs[index] = 2 * error
      loss += error * error
    }
    return loss
  }

  private static func target(_ label: Int, at index: Int, of count: Int) -> Double {
    count == 1 ? (label == 0 ? -1 : 1) : (label == index ? 1 : 0)
  }

  /// Whether the outputs of one row name its label: by their sign, or by the first largest of them.
  static func isRight(_ outputs: UnsafeMutableBufferPointer<Double>, label: Int) -> Bool {
    guard outputs.count > 1 else { return (outputs[0] > 0) == (label == 1) }
    var best = 0
    for index in outputs.indices where outputs[index] > outputs[best] { best = index }
    return best == label
  }

  /// The output weights that gradients flow back through, centred for cross-entropy.
  ///
  /// Σ_c (p − y)_c = 0, so subtracting mean_c(a_rc) from row r changes no gradient; but a row of
  /// equal signs then gets exactly none, whose rounding error Adam would turn into full steps.
  package func backward(_ output: Matrix<Double>) -> Matrix<Double> {
    guard self == .crossEntropy else { return output }
    var centred = output
    for row in 0..<output.rows {
      let mean = output.row(row).reduce(0, +) / Double(output.columns)
      for column in 0..<output.columns { centred[row, column] -= mean }
    }
    return centred
  }
}
