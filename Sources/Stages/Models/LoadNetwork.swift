internal import Numerics
public import Pipeline

/// A network from NPY arrays: W m×d, A m×C with entries ±1, and W₀ m×d.
public struct LoadNetwork: Stage {
  public static let summary = "A two-layer ReLU network from NPY arrays."
  public static let version = 1
  public static let source = "arXiv:2603.13085, section 3"
  public static let settings: [Setting<Self>] = [
    Setting("hidden", \.hidden, "the NPY array of hidden weights, units × columns"),
    Setting("output", \.output, "the NPY array of output weights ±1, units × outputs"),
    Setting(
      "initial", \.initial,
      "the NPY array of the hidden weights before training; automatic: the same as hidden"),
    Setting(
      "loss", \.loss, "what it was trained with; automatic: cross-entropy, or mse for one output"),
  ]

  var hidden = InputFile()
  var output = InputFile()
  var initial: InputFile?
  var loss: Loss?

  public init() {}

  public func faults(_ wiring: Wiring) -> [SettingFault] {
    [("hidden", hidden), ("output", output)].filter { $0.1.path.isEmpty }
      .map { SettingFault("names no file", setting: $0.0) }
  }

  public func memory(_ inputs: InputShapes) -> Int { 64 << 20 + 4 * inputs.bytes }

  public func shape(_ inputs: InputShapes) -> Shape? {
    let context = inputs.files
    guard let hidden = try? DataFile(hidden, in: context).arrayShape(), hidden.count == 2,
      let output = try? DataFile(output, in: context).arrayShape(), !output.isEmpty
    else { return nil }
    return [
      "width": hidden[0], "columns": hidden[1], "outputs": output.count > 1 ? output[1] : 1,
    ]
  }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Network {
    let hidden = try weights(self.hidden, in: context)
    let output = try signs(self.output, units: hidden.rows, in: context)
    var start = hidden
    if let initial {
      start = try weights(initial, in: context)
      guard start.rows == hidden.rows, start.columns == hidden.columns else {
        throw .badFile(
          file: initial.name, place: "header",
          cause: "\(start.rows)×\(start.columns) weights beside \(hidden.rows)×\(hidden.columns)",
          remedy: "save the weights of the same network before training")
      }
    }
    if loss == .crossEntropy, output.columns == 1 {
      throw .badFile(
        file: self.output.name, place: "header", cause: "one output has no cross-entropy",
        remedy: "use loss: mse, or save one column per class")
    }
    return Network(
      hidden: hidden, output: output, initial: start,
      loss: loss ?? (output.columns == 1 ? .meanSquares : .crossEntropy))
  }

  private func weights(_ file: InputFile, in context: Context) throws(StageError) -> Matrix<Double>
  {
    let data = try DataFile(file, in: context)
    let array = try data.array()
    guard array.shape.count == 2, array.shape.allSatisfy({ $0 > 0 }) else {
      throw data.fault("header", "the shape is \(array.shape)", "save units × columns")
    }
    let matrix = try data.naming { () throws(FormatFault) in try array.matrix() }
    if let place = matrix.firstNotFinite {
      throw data.fault(
        "row \(place.row), column \(place.column)",
        "\(matrix[place.row, place.column]) is no finite number", "save finite numbers")
    }
    return matrix
  }

  /// A; a one-dimensional array is one output.
  private func signs(
    _ file: InputFile, units: Int, in context: Context
  ) throws(StageError) -> Matrix<Double> {
    let data = try DataFile(file, in: context)
    let array = try data.array()
    guard (1...2).contains(array.shape.count), array.sides.rows == units, array.sides.columns > 0
    else {
      throw data.fault(
        "header", "the shape is \(array.shape) for \(units) hidden units", "save units × outputs")
    }
    let matrix = try data.naming { () throws(FormatFault) in try array.matrix() }
    let stray = matrix.withUnsafeBufferPointer { $0.firstIndex { abs($0) != 1 } }
    if let stray {
      let (row, column) = (stray / matrix.columns, stray % matrix.columns)
      throw data.fault(
        "row \(row), column \(column)", "\(matrix[row, column]) is neither -1 nor 1",
        "save output weights of -1 and 1")
    }
    return matrix
  }

  public static func example() throws(StageError) -> StageExample {
    let hidden = Part.npy("hidden.npy", Matrix<Double>([[0.5, -1], [1, 0.25], [-0.5, 2]]))
    let output = Part.npy("output.npy", Matrix<Double>([[1, -1], [-1, -1], [1, 1]]))
    return StageExample(
      settings: [
        NamedSetting("hidden", .file("hidden.npy")), NamedSetting("output", .file("output.npy")),
      ],
      files: ["hidden.npy": hidden.joined.array, "output.npy": output.joined.array])
  }
}
