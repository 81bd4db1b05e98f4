internal import Numerics
public import Pipeline

/// Digits drawn by strokes under random affine maps: data for a first run, without a download.
public struct SyntheticDigits: Stage {
  public static let summary = "Digits drawn by strokes under random affine maps."
  public static let version = 1
  public static let source = "this project"
  public static let settings: [Setting<Self>] = [
    Setting("count", \.count, "how many images", in: 1...10_000_000, unit: "images"),
    Setting("size", \.size, "height and width", in: 4...256, unit: "pixels"),
    Setting(
      "classes", \.classes,
      "the digits to draw, in the order of the labels; of two, the first is −1",
      bounds: "0 to 9, at least two, each once",
      allows: { digits in
        digits.count > 1 && Set(digits).count == digits.count
          && digits.allSatisfy((0...9).contains)
      }),
    Setting(
      "noise", \.noise, "the standard deviation of the noise added to every pixel", in: 0...1),
    Setting("seed", \.seed, "the seed; image i depends on it and i alone", in: 0...),
  ]

  var count = 1000
  var size = 28
  var classes = Array(0...9)
  var noise = 0.05
  var seed = 1

  public init() {}

  public func memory(_ inputs: InputShapes) -> Int { 64 << 20 + 16 * count * size * size }

  public func shape(_ inputs: InputShapes) -> Shape? {
    ["rows": count, "columns": size * size, "classes": classes.count]
  }

  /// The distance of every pixel to some thirty line segments, and a normal.
  public func work(_ inputs: InputShapes) -> Work { .passes(200, over: 8 * count * size * size) }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Dataset {
    let seed = UInt64(bitPattern: Int64(seed))
    let shapes = CounterRandom(seed: seed, purpose: "SyntheticDigits/shape")
    let noises = CounterRandom(seed: seed, purpose: "SyntheticDigits/noise")
    let pixels = size * size
    let images = Matrix<Double>(rows: count, columns: pixels, inBlocksOf: 16, on: context.threads) {
      rows, elements in
      for (place, row) in rows.enumerated() {
        let digit = classes[row % classes.count]
        let drawing = DigitDrawing(digit, size: size, random: shapes.substream(row))
        let source = noises.substream(row)
        for pixel in 0..<pixels {
          let ink = drawing.ink(x: pixel % size, y: pixel / size)
          let value = ink + (noise > 0 ? noise * source.normal(pixel) : 0)
          let byte = (255 * min(1, max(0, value))).rounded()
          (elements.baseAddress.map { $0 + place * pixels + pixel })?.initialize(to: byte / 255)
        }
      }
    }
    try context.checkCancellation()
    return Dataset(
      inputs: images, labels: (0..<count).map { Int32($0 % classes.count) },
      ids: (0..<count).map { Int64($0) },
      about: DatasetInfo(
        classes: classes.map(String.init), imageShape: [size, size, 1],
        source: "\(count) digits drawn with seed \(self.seed)."))
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(settings: [NamedSetting("count", "20"), NamedSetting("size", "8")])
  }
}
