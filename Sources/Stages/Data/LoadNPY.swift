internal import Numerics
public import Pipeline

/// Rows and labels from NPY arrays.
///
/// Inputs are n×d, or images n×height×width or n×channels×height×width. Labels are class numbers
/// from 0; an array of −1 and 1 alone has those two classes. Named classes exist without rows.
public struct LoadNPY: Stage, SelectsRows {
  public static let summary = "Rows and labels from NPY arrays."
  public static let version = 1
  public static let source = "NumPy enhancement proposal 1"
  public static let settings: [Setting<Self>] =
    [
      Setting("inputs", \.inputs, "the NPY array of rows or images"),
      Setting("labels", \.labels, "the NPY array of class numbers"),
      Setting(
        "low", \.low,
        "the smallest value an input may have; automatic: 0, or the smallest input if that is less"
      ),
      Setting(
        "high", \.high,
        "the largest value an input may have; automatic: 1, or the largest input if that is more"),
    ] + selectionSettings

  var inputs = InputFile()
  var labels = InputFile()
  var low: Double?
  var high: Double?
  var selection = RowSelection()

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    var faults = [("inputs", inputs), ("labels", labels)].filter { $0.1.path.isEmpty }
      .map { SettingFault("names no file", setting: $0.0) }
    if let low, let high, low >= high {
      faults.append(SettingFault("must be greater than low, \(low)", setting: "high"))
    }
    return faults + selection.faults
  }

  public func memory(_ inputs: InputShapes) -> Int { 64 << 20 + 16 * inputs.bytes }

  public func shape(_ inputs: InputShapes) -> Shape? {
    let context = inputs.files
    guard let file = try? DataFile(self.inputs, in: context), let sides = try? file.arrayShape(),
      (2...4).contains(sides.count)
    else { return nil }
    return selection.shape(of: sides) { () throws(StageError) in
      try readLabels(count: sides[0], file, in: context)
    }
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Dataset {
    let file = try DataFile(self.inputs, in: context)
    let array = try file.array()
    guard (2...4).contains(array.shape.count), array.shape.allSatisfy({ $0 > 0 }) else {
      throw file.fault(
        "header", "the shape is \(array.shape)", "save rows × columns, or one image per row")
    }
    let matrix = try file.naming { () throws(FormatFault) in try array.matrix() }
    let box = try dataBox(matrix, file)
    let (labels, names) = try readLabels(count: matrix.rows, file, in: context)
    let chosen = try file.naming { () throws(FormatFault) in
      try selection.choose(labels: labels, names: names)
    }
    return Dataset(
      inputs: matrix.gathered(rows: chosen.rows), labels: chosen.labels,
      ids: chosen.rows.map { Int64($0) },
      about: DatasetInfo(
        classes: chosen.classes, imageShape: Self.imageShape(array.shape), low: box.low,
        high: box.high,
        source: "NPY arrays: \(selection.summary(of: chosen.rows.count, from: matrix.rows))."))
  }

  private static func imageShape(_ shape: [Int]) -> [Int] {
    switch shape.count {
    case 3: [shape[1], shape[2], 1]
    case 4: [shape[2], shape[3], shape[1]]
    default: []
    }
  }

  /// The range of inputs; a given bound that an input breaks is a fault of the file.
  private func dataBox(
    _ matrix: Matrix<Double>, _ file: DataFile
  ) throws(StageError) -> (low: Double, high: Double) {
    var box = (low: low ?? 0, high: high ?? 1)
    var fault: (index: Int, value: Double)?
    matrix.withUnsafeBufferPointer { elements in
      for (index, value) in elements.enumerated() where !(value >= box.low && value <= box.high) {
        if low == nil, value < box.low, value.isFinite {
          box.low = value
        } else if high == nil, value > box.high, value.isFinite {
          box.high = value
        } else {
          fault = (index, value)
          break
        }
      }
    }
    guard let fault else { return box }
    let place = "row \(fault.index / matrix.columns), column \(fault.index % matrix.columns)"
    throw fault.value.isFinite
      ? file.fault(place, "\(fault.value) is outside \(box.low) to \(box.high)", "set low and high")
      : file.fault(place, "\(fault.value) is no finite number", "save finite numbers")
  }

  private func readLabels(
    count: Int, _ inputs: DataFile, in context: Context
  ) throws(StageError) -> (labels: [Int], names: [String]) {
    let file = try DataFile(labels, in: context)
    let array = try file.array()
    let values = try file.naming { () throws(FormatFault) in try array.integers() }
    guard array.sides.columns == 1, values.count == count else {
      throw file.fault(
        "header", "\(values.count) labels for the \(count) rows of \(inputs.name)",
        "save one label per row")
    }
    if Set(values).isSubset(of: [-1, 1]),
      values.contains(-1) || selection.classes.contains("-1")
    {
      return (values.map { $0 == 1 ? 1 : 0 }, ["-1", "1"])
    }
    if let stray = values.firstIndex(where: { !Self.classNumbers.contains(Int($0)) }) {
      throw file.fault("element \(stray)", "label \(values[stray])", "number the classes from 0")
    }
    // A class that the manifest names exists even where these rows, say of a small test set, have none of it.
    let named = selection.classes.compactMap(Int.init).filter(Self.classNumbers.contains)
    return (
      values.map { Int($0) }, (0...max(Int(values.max() ?? 0), named.max() ?? 0)).map(String.init)
    )
  }

  /// Far more classes than any data set has, and few enough to list.
  private static let classNumbers = 0..<1_000_000

  public static func example() throws(StageError) -> StageExample {
    let inputs = Part.npy("inputs.npy", Matrix<Double>([[0, 0.5], [1, 0.25], [2, 0]]))
    let labels = Part.npy("labels.npy", [0, 1, 1] as [Int32])
    return StageExample(
      settings: [
        NamedSetting("inputs", .file("inputs.npy")), NamedSetting("labels", .file("labels.npy")),
      ],
      files: ["inputs.npy": inputs.joined.array, "labels.npy": labels.joined.array])
  }
}
