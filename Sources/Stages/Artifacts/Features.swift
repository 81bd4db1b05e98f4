public import Numerics
public import Pipeline

/// Rows that a model reads, and the differentiable map from pixels that made them.
public struct Features: Artifact {
  public static let kind = "Features"

  /// One row per example, n×d.
  public var matrix: Matrix<Double>
  /// The class of each row, an index into `classes`.
  public var labels: [Int32]
  /// Which example each row is.
  public var ids: [Int64]
  /// The class names; of two, the first is −1.
  public var classes: [String]
  /// The steps from pixels to these rows.
  public var map: FeatureMap

  /// Features; labels and ids must be as many as the rows.
  public init(
    matrix: Matrix<Double>, labels: [Int32], ids: [Int64], classes: [String], map: FeatureMap
  ) {
    precondition(labels.count == matrix.rows && ids.count == matrix.rows, "one label and id a row")
    self.matrix = matrix
    self.labels = labels
    self.ids = ids
    self.classes = classes
    self.map = map
  }

  /// Beside the sizes of the rows, how many vectors as long as a row attention multiplies it with, if any.
  public var shape: Shape {
    ["rows": matrix.rows, "columns": matrix.columns, "classes": classes.count]
      .adding(attention: map.steps.reduce(0) { $0 + $1.vectors })
  }

  /// The rows alone: what attention adds is at most as much again.
  public static func bytes(of shape: Shape) -> Int? { bytes(ofRows: shape) }

  public init(parts: Parts) throws(StageError) {
    matrix = try parts.matrix("matrix.npy")
    ids = try parts.ids("ids.npy", count: matrix.rows)
    let about = try PartJSON("map.json", in: parts)
    classes = try about.strings("classes")
    labels = try parts.classLabels("labels.npy", count: matrix.rows, classes: classes)
    map = try FeatureMap(about, arrays: parts)
  }

  public func parts() throws(StageError) -> [Part] {
    let (stored, arrays) = map.stored()
    let about = JSON.object([JSON.Member("classes", JSON(classes))] + stored)
    return [
      .npy("matrix.npy", matrix), .npy("labels.npy", labels), .npy("ids.npy", ids),
      Part("map.json", text: about.text),
    ] + arrays
  }
}
