public import Pipeline

/// Where scores of training rows come from: an influence, or a baseline that costs less; all are positive where a row helps.
///
/// With k the kernel, f the fitted regression and y the targets.
public enum ScoreSource: String, Choice {
  /// The wired influence.
  case influence
  /// k(x_t, x_i)·(y_t − f(x_t))·(y_i − f(x_i)): the product of the two losses' gradients (TracIn at its last step; Pruthi, Liu,
  /// Kale and Sundararajan, 2020).
  case gradientSimilarity = "gradient-similarity"
  /// k(x_t, x_i)·(y_t·y_i): the same before training, where f is zero; near rows of the same class.
  case labelAgreement = "label-agreement"
  /// Standard normals.
  case random
}
