internal import Numerics
internal import Pipeline

extension Features {
  /// The rows with their labels.
  var labelledRows: LabelledRows { LabelledRows(rows: matrix, labels: labels) }

  /// Refuses what no network can read: no rows, one class, numbers that are not finite.
  func checkRows(at port: String) throws(StageError) {
    guard matrix.rows > 0, matrix.columns > 0 else {
      throw .unsuitable(
        port: port, cause: "it has \(matrix.rows) rows of \(matrix.columns) columns",
        remedy: "keep at least one of each")
    }
    guard classes.count > 1 else {
      throw .unsuitable(
        port: port, cause: "it has one class", remedy: "keep rows of two classes at least")
    }
    if let place = matrix.firstNotFinite {
      throw .unsuitable(
        port: port,
        cause: "row \(place.row), column \(place.column) is \(matrix[place.row, place.column])",
        remedy: "look for missing values in the data")
    }
  }

  /// Refuses rows that do not belong to the same images and classes as the training rows.
  func checkFit(to data: Features, at port: String) throws(StageError) {
    guard matrix.columns == data.matrix.columns else {
      throw .unsuitable(
        port: port,
        cause: "its rows have \(matrix.columns) columns, the training rows \(data.matrix.columns)",
        remedy: "make both with the same stages")
    }
    guard classes == data.classes else {
      throw .unsuitable(
        port: port, cause: "its classes are not those of the training rows",
        remedy: "choose the same classes for both")
    }
  }
}

extension Network {
  /// Refuses a network that cannot read these rows or answer with their classes.
  func checkFit(to data: Features, at port: String) throws(StageError) {
    guard hidden.columns == data.map.outputColumns, hidden.columns == data.matrix.columns else {
      throw .unsuitable(
        port: port,
        cause: "it reads \(hidden.columns) columns, the rows have \(data.matrix.columns)",
        remedy: "wire a network that was made for these rows")
    }
    try checkFit(toClasses: data.classes.count, at: port)
  }

  func checkFit(toClasses classes: Int, at port: String) throws(StageError) {
    guard outputs == Targets.outputs(classes: classes) || outputs == classes else {
      throw .unsuitable(
        port: port, cause: "it has \(outputs) outputs for \(classes) classes",
        remedy: "wire a network that was made for these classes")
    }
  }
}

extension Matrix<Double> {
  /// Where the first element is that is infinite or no number.
  var firstNotFinite: (row: Int, column: Int)? {
    let index = withUnsafeBufferPointer { $0.firstIndex { !$0.isFinite } }
    return index.map { ($0 / columns, $0 % columns) }
  }
}

extension Loss {
  /// The same loss as the mathematics knows it.
  var outputLoss: OutputLoss {
    switch self {
    case .crossEntropy: .crossEntropy
    case .meanSquares: .squaredError
    }
  }
}

extension EpochRecord {
  init(_ summary: EpochSummary) {
    self.init(
      epoch: summary.epoch, loss: summary.loss, trainAccuracy: summary.trainAccuracy,
      testAccuracy: summary.testAccuracy, relativeDistance: summary.relativeDistance,
      gradientNorm: summary.gradientNorm, attackedAccuracy: summary.replacedAccuracy)
  }
}
