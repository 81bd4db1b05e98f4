public import Numerics

/// What a model with several outputs should answer for each class.
public enum Targets {
  /// The number of outputs for a number of classes: one for two classes, else one each.
  public static func outputs(classes: Int) -> Int { classes == 2 ? 1 : classes }

  /// Targets, n×C: one-hot rows, or for C = 1 the first class −1 and the second 1.
  public static func matrix(labels: [Int32], outputs: Int) -> Matrix<Double> {
    var targets = Matrix<Double>(rows: labels.count, columns: outputs)
    for (row, label) in labels.enumerated() {
      if outputs == 1 {
        targets[row, 0] = label == 0 ? -1 : 1
      } else {
        targets[row, Int(label)] = 1
      }
    }
    return targets
  }
}
