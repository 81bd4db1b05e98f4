internal import Numerics
public import Pipeline

/// Images and labels in the IDX format of MNIST and its relatives, bytes as value/255.
public struct LoadIDX: Stage, SelectsRows {
  public static let summary = "Images and labels from IDX files, such as MNIST."
  public static let version = 1
  public static let source = "LeCun, Cortes and Burges, the MNIST database"
  public static let settings: [Setting<Self>] =
    [
      Setting("images", \.images, "the IDX file of images, plain or .gz"),
      Setting("labels", \.labels, "the IDX file of labels, plain or .gz"),
    ] + selectionSettings

  var images = InputFile()
  var labels = InputFile()
  var selection = RowSelection()

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    [("images", images), ("labels", labels)].filter { $0.1.path.isEmpty }
      .map { SettingFault("names no file", setting: $0.0) } + selection.faults
  }

  /// The rows as doubles beside the bytes; gzip makes five of one on such images.
  public func memory(_ inputs: InputShapes) -> Int {
    64 << 20 + (images.path.hasSuffix(".gz") ? 48 : 9) * inputs.bytes
  }

  public func shape(_ inputs: InputShapes) -> Shape? {
    let files = inputs.files
    guard let data = try? DataFile(images, in: files),
      let sides = try? IDXFile.sides(of: data, dimensions: 3)
    else { return nil }
    return selection.shape(of: sides) { () throws(StageError) in
      try names(of: IDXFile(DataFile(labels, in: files), dimensions: 1))
    }
  }

  /// Expanding, then a division a pixel.
  public func work(_ inputs: InputShapes) -> Work {
    .passes(images.path.hasSuffix(".gz") ? 60 : 12, over: inputs.bytes)
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Dataset {
    let imageFile = try DataFile(images, in: context)
    let pixels = try IDXFile(imageFile, dimensions: 3)
    guard pixels.sides.dropFirst().allSatisfy({ $0 > 0 }) else {
      throw imageFile.fault(
        "header", "images of \(pixels.sides[1]) × \(pixels.sides[2]) pixels",
        "give a file of images")
    }
    let labelFile = try DataFile(labels, in: context)
    let labels = try IDXFile(labelFile, dimensions: 1)
    let count = pixels.sides[0]
    guard labels.sides[0] == count else {
      throw labelFile.fault(
        "header", "\(labels.sides[0]) labels for the \(count) images of \(imageFile.name)",
        "give the two files of one set")
    }
    let (all, names) = names(of: labels)
    let chosen = try labelFile.naming { () throws(FormatFault) in
      try selection.choose(labels: all, names: names)
    }
    try context.checkCancellation()
    return Dataset(
      inputs: Self.rows(chosen.rows, of: pixels), labels: chosen.labels,
      ids: chosen.rows.map { Int64($0) },
      about: DatasetInfo(
        classes: chosen.classes, imageShape: [pixels.sides[1], pixels.sides[2], 1],
        source: "IDX files: \(selection.summary(of: chosen.rows.count, from: count))."))
  }

  /// The labels, and the classes that they number.
  private func names(of labels: IDXFile) -> (labels: [Int], names: [String]) {
    let all = labels.withData { $0.map { Int($0) } }
    return (all, (0...(all.max() ?? 0)).map(String.init))
  }

  /// The chosen images, bytes as value/255.
  private static func rows(_ chosen: [Int], of pixels: IDXFile) -> Matrix<Double> {
    let columns = pixels.stride
    var rows = Matrix<Double>(rows: chosen.count, columns: columns)
    pixels.withData { data in
      for (target, source) in chosen.enumerated() {
        rows.withUnsafeMutableRow(target) { row in
          for column in row.indices { row[column] = Double(data[source * columns + column]) / 255 }
        }
      }
    }
    return rows
  }

  public static func example() throws(StageError) -> StageExample {
    let images: [UInt8] =
      [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2] + (0..<16).map { $0 * 17 }
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 1, 0]
    return StageExample(
      settings: [
        NamedSetting("images", .file("images.idx")), NamedSetting("labels", .file("labels.idx")),
      ],
      files: ["images.idx": images, "labels.idx": labels])
  }
}
