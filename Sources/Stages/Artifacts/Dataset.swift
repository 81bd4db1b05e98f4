public import Numerics
public import Pipeline

/// Labelled images, or any rows of numbers, in the data's own range.
public struct Dataset: Artifact {
  public static let kind = "Dataset"

  /// One row per example, n×d; image columns run over channels, then lines, then pixels.
  public var inputs: Matrix<Double>
  /// The class of each row, an index into `about.classes`.
  public var labels: [Int32]
  /// Which example each row is: its place in the original file, kept by every later stage.
  public var ids: [Int64]
  /// Class names, image shape, range and origin.
  public var about: DatasetInfo

  /// A data set; labels and ids must be as many as the rows.
  public init(inputs: Matrix<Double>, labels: [Int32], ids: [Int64], about: DatasetInfo) {
    precondition(labels.count == inputs.rows && ids.count == inputs.rows, "one label and id a row")
    self.inputs = inputs
    self.labels = labels
    self.ids = ids
    self.about = about
  }

  public var shape: Shape {
    ["rows": inputs.rows, "columns": inputs.columns, "classes": about.classes.count]
  }

  public static func bytes(of shape: Shape) -> Int? { bytes(ofRows: shape) }

  public init(parts: Parts) throws(StageError) {
    inputs = try parts.matrix("inputs.npy")
    ids = try parts.ids("ids.npy", count: inputs.rows)
    about = try DatasetInfo(PartJSON("about.json", in: parts))
    if let cause = about.fault(columns: inputs.columns) {
      throw .damaged(part: "about.json", cause: cause)
    }
    labels = try parts.classLabels("labels.npy", count: inputs.rows, classes: about.classes)
  }

  public func parts() throws(StageError) -> [Part] {
    [
      .npy("inputs.npy", inputs), .npy("labels.npy", labels), .npy("ids.npy", ids),
      Part("about.json", text: about.json.text),
    ]
  }

  /// The chosen rows in the given order.
  public func gathered(rows: [Int]) -> Dataset {
    Dataset(
      inputs: inputs.gathered(rows: rows), labels: rows.map { labels[$0] },
      ids: rows.map { ids[$0] }, about: about)
  }
}

/// What the rows of a `Dataset` are.
public struct DatasetInfo: Hashable, Sendable {
  /// The class names; of two, the first is −1.
  public var classes: [String]
  /// Height, width and channels, or nothing when the rows are no images.
  public var imageShape: [Int]
  /// The smallest value an input may have: the lower face of the data box.
  public var low: Double
  /// The largest value an input may have.
  public var high: Double
  /// Where the rows come from, in one sentence without a path.
  public var source: String

  /// A description.
  public init(
    classes: [String], imageShape: [Int] = [], low: Double = 0, high: Double = 1,
    source: String = ""
  ) {
    self.classes = classes
    self.imageShape = imageShape
    self.low = low
    self.high = high
    self.source = source
  }

  init(_ stored: PartJSON) throws(StageError) {
    classes = try stored.strings("classes")
    imageShape = try stored.ints("image-shape")
    low = try stored.double("low")
    high = try stored.double("high")
    source = try stored.string("source")
  }

  /// Why this cannot be said of rows with so many columns.
  func fault(columns: Int) -> String? {
    if Set(classes).count < classes.count { return "two classes have one name" }
    if !(low < high && low.isFinite && high.isFinite) {
      return "values from \(low) to \(high) are no range"
    }
    guard !imageShape.isEmpty else { return nil }
    var pixels = 1
    for side in imageShape {
      let (product, overflow) = pixels.multipliedReportingOverflow(by: side)
      guard side > 0, !overflow else { return "\(imageShape) is no shape of an image" }
      pixels = product
    }
    return pixels == columns
      ? nil : "an image of the shape \(imageShape) does not have \(columns) columns"
  }

  var json: JSON {
    [
      "classes": JSON(classes), "image-shape": .array(imageShape.map { JSON($0) }),
      "low": JSON(low), "high": JSON(high), "source": .string(source),
    ]
  }
}

extension Parts {
  /// The labels in the part called `name`, each an index into `classes`.
  func classLabels(_ name: String, count: Int, classes: [String]) throws(StageError) -> [Int32] {
    let labels = try labels(name, count: count)
    if let stray = labels.first(where: { $0 < 0 || $0 >= classes.count }) {
      throw .damaged(part: name, cause: "label \(stray) of \(classes.count) classes")
    }
    return labels
  }
}
