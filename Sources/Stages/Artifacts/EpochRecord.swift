internal import Pipeline

/// How training stood in one epoch: over its batches, each before its step, or over all rows at its
/// end; the network's facts say which (`history`: batches or rows).
public struct EpochRecord: Hashable, Sendable {
  /// The epoch, 0 before training.
  public var epoch: Int
  /// The objective without the ridge, (1/2n) Σ loss; of the attacked rows where batches were attacked
  /// and measured.
  public var loss: Double
  /// The share of training rows answered right.
  public var trainAccuracy: Double
  /// The share of test rows answered right, when there are any.
  public var testAccuracy: Double?
  /// ‖W − W₀‖/‖W₀‖.
  public var relativeDistance: Double
  /// The norm of the objective's gradient.
  public var gradientNorm: Double
  /// The share of attacked training rows answered right, each before its step, when training is
  /// adversarial.
  public var attackedAccuracy: Double?

  /// A record.
  public init(
    epoch: Int, loss: Double, trainAccuracy: Double, testAccuracy: Double? = nil,
    relativeDistance: Double, gradientNorm: Double, attackedAccuracy: Double? = nil
  ) {
    self.epoch = epoch
    self.loss = loss
    self.trainAccuracy = trainAccuracy
    self.testAccuracy = testAccuracy
    self.relativeDistance = relativeDistance
    self.gradientNorm = gradientNorm
    self.attackedAccuracy = attackedAccuracy
  }

  private static let header = [
    "epoch", "loss", "train-accuracy", "test-accuracy", "relative-distance", "gradient-norm",
  ]

  /// The further column of adversarial training; others do without it.
  private static let attacked = "attacked-accuracy"

  static func csv(_ records: [EpochRecord]) -> String {
    let isAttacked = records.contains { $0.attackedAccuracy != nil }
    return records.reduce(into: CSV.line(header + (isAttacked ? [attacked] : []))) {
      text, record in
      var cells = [
        record.epoch.description, record.loss.description, record.trainAccuracy.description,
        record.testAccuracy?.description, record.relativeDistance.description,
        record.gradientNorm.description,
      ]
      if isAttacked { cells.append(record.attackedAccuracy?.description) }
      text += CSV.line(cells)
    }
  }

  static func read(_ parts: Parts) throws(StageError) -> [EpochRecord] {
    let records = try parts.records("history.csv", headers: [header, header + [attacked]])
    return try records.map { (record) throws(StageError) in
      let numbers = record.fields.map { Double($0.text) }
      guard let epoch = Int(record.fields[0].text), let loss = numbers[1],
        let trainAccuracy = numbers[2], let distance = numbers[4], let norm = numbers[5]
      else {
        throw .damaged(part: "history.csv", cause: "line \(record.line) is not a list of numbers")
      }
      return EpochRecord(
        epoch: epoch, loss: loss, trainAccuracy: trainAccuracy, testAccuracy: numbers[3],
        relativeDistance: distance, gradientNorm: norm,
        attackedAccuracy: numbers.count > header.count ? numbers[6] : nil)
    }
  }
}

extension Parts {
  /// The records after the header of the CSV part called `name`.
  func records(_ name: String, header: [String]) throws(StageError) -> [CSV.Record] {
    try records(name, headers: [header])
  }

  /// The same for a part that may have one of several headers.
  func records(_ name: String, headers: [[String]]) throws(StageError) -> [CSV.Record] {
    let bytes = try bytes(name).array
    do throws(FormatFault) {
      let records = try CSV.read(bytes)
      guard let header = records.first?.fields.map(\.text), headers.contains(header) else {
        throw FormatFault(at: "line 1", "the columns are not the expected ones", remedy: "")
      }
      return Array(records.dropFirst())
    } catch {
      throw error.inPart(name)
    }
  }
}
