import Numerics
import Pipeline
import Stages

/// A square in the middle of every image painted over, in the box's lowest value.
struct Occlude: Stage {
  static let summary = "Images with a square in the middle painted over."
  static let version = 1
  static let data = Port<Dataset>("data", "the images")
  static let inputs: [any InputPort] = [data]
  static let settings = [
    Setting<Self>("side", \.side, "the square's side", in: 1...1024, unit: "pixels")
  ]
  var side = 7

  init() {}

  static func example() throws(StageError) -> StageExample {
    let digits = try SyntheticDigits().run(Inputs(), in: Context())
    return StageExample(
      settings: [NamedSetting("side", "3")], inputs: try Inputs().wiring(digits, to: data))
  }

  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Dataset {
    var data = try inputs[Self.data]
    let shape = data.about.imageShape
    guard shape.count == 3, side <= min(shape[0], shape[1]) else {
      throw .unsuitable(
        port: "data", cause: "the images are \(shape), the square \(side)×\(side)",
        remedy: "wire images at least as large as the square")
    }
    let (height, width) = (shape[0], shape[1])
    let (top, left) = ((height - side) / 2, (width - side) / 2)
    for row in 0..<data.inputs.rows {
      for channel in 0..<shape[2] {
        for y in top..<top + side {
          for x in left..<left + side {
            data.inputs[row, (channel * height + y) * width + x] = data.about.low
          }
        }
      }
      context.report(row + 1, of: data.inputs.rows, "images")
    }
    return data
  }
}
