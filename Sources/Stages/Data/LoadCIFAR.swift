internal import Numerics
public import Pipeline

/// Images and labels from the binary batches of CIFAR-10, bytes as value/255.
///
/// Columns stay in the file's order: the red plane line by line, then green, then blue.
public struct LoadCIFAR: Stage, SelectsRows {
  public static let summary = "Images and labels from binary batches of CIFAR-10."
  public static let version = 1
  public static let source =
    "Krizhevsky, Learning multiple layers of features from tiny images, 2009"
  public static let settings: [Setting<Self>] =
    [
      Setting("files", \.files, "the batches in order, plain or .gz; ids run through all of them")
    ] + selectionSettings

  static let names = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  private static let columns = 3 * 32 * 32
  /// One byte of label, then the pixels.
  private static let recordSize = 1 + columns
  /// No batch has more records than the whole set.
  private static let mostRecords = 60_000

  var files: [InputFile] = []
  var selection = RowSelection()

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    let isMissing = files.isEmpty || files.contains { $0.path.isEmpty }
    let missing = isMissing ? [SettingFault("names no file", setting: "files")] : []
    return missing + selection.faults
  }

  /// The rows as doubles beside the expanded files.
  public func memory(_ inputs: InputShapes) -> Int { 64 << 20 + 14 * inputs.bytes }

  public func shape(_ inputs: InputShapes) -> Shape? {
    let context = inputs.files
    let sides = [files.count * Self.mostRecords, Self.columns]
    return selection.shape(of: sides, classes: Self.names.count) { () throws(StageError) in
      var labels: [Int] = []
      for file in files {
        let file = try DataFile(file, in: context)
        labels += try Self.labels(of: Self.read(file), file)
      }
      return (labels, Self.names)
    }
  }

  /// Expanding, then a division a pixel.
  public func work(_ inputs: InputShapes) -> Work { .passes(24, over: inputs.bytes) }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Dataset {
    var batches: [any Bytes] = []
    var places: [(batch: Int, offset: Int)] = []
    var labels: [Int] = []
    for (number, file) in files.enumerated() {
      try context.checkCancellation()
      let file = try DataFile(file, in: context)
      let batch = try Self.read(file)
      labels += try Self.labels(of: batch, file)
      places += stride(from: 0, to: batch.count, by: Self.recordSize).map { (number, $0 + 1) }
      batches.append(batch)
    }
    let first = try DataFile(files[0], in: context)
    let chosen = try first.naming { () throws(FormatFault) in
      try selection.choose(labels: labels, names: Self.names)
    }
    var rows = Matrix<Double>(rows: chosen.rows.count, columns: Self.columns)
    for (target, source) in chosen.rows.enumerated() {
      let place = places[source]
      batches[place.batch].withUnsafeBytes { bytes in
        rows.withUnsafeMutableRow(target) { row in
          for column in row.indices { row[column] = Double(bytes[place.offset + column]) / 255 }
        }
      }
    }
    return Dataset(
      inputs: rows, labels: chosen.labels, ids: chosen.rows.map { Int64($0) },
      about: DatasetInfo(
        classes: chosen.classes, imageShape: [32, 32, 3],
        source: "CIFAR-10 batches: \(selection.summary(of: chosen.rows.count, from: labels.count))."
      ))
  }

  private static func read(_ file: DataFile) throws(StageError) -> any Bytes {
    let batch = try file.content(atMost: mostRecords * recordSize)
    guard batch.count > 0, batch.count % recordSize == 0 else {
      throw file.fault(
        "end", "\(batch.count) bytes are no whole number of records of \(recordSize) bytes",
        "give a binary batch of CIFAR-10, complete")
    }
    return batch
  }

  private static func labels(of batch: any Bytes, _ file: DataFile) throws(StageError) -> [Int] {
    let labels = batch.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: recordSize).map { Int(bytes[$0]) }
    }
    if let stray = labels.firstIndex(where: { $0 >= names.count }) {
      throw file.fault(
        "record \(stray)", "label \(labels[stray]) of \(names.count) classes",
        "give a binary batch of CIFAR-10")
    }
    return labels
  }

  public static func example() throws(StageError) -> StageExample {
    let record = { (label: UInt8) in [label] + (0..<columns).map { UInt8(($0 + Int(label)) % 256) }
    }
    return StageExample(
      settings: [NamedSetting("files", [.file("batch.bin")])],
      files: ["batch.bin": record(3) + record(5) + record(3)])
  }
}
