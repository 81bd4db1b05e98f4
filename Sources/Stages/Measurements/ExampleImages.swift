internal import Figures
internal import Numerics
internal import Pipeline

/// The rows of a data set as pictures, found by their ids.
struct ExampleImages {
  /// One image.
  struct Example {
    var id: Int64
    var label: String
    var row: Int
  }

  private let data: Dataset
  private let port: String
  private let rows: [Int64: Int]

  /// Images of one channel or three; the error names the port otherwise.
  init(_ data: Dataset, port: String) throws(StageError) {
    let shape = data.about.imageShape
    let isImage =
      shape.count == 3 && shape.allSatisfy { $0 > 0 } && (shape[2] == 1 || shape[2] == 3)
      && shape.reduce(1, *) == data.inputs.columns
    guard isImage else {
      throw .unsuitable(
        port: port,
        cause: "its rows are no images of one channel or three (shape \(shape), "
          + "\(data.inputs.columns) columns)", remedy: "wire a data set of images")
    }
    self.data = data
    self.port = port
    rows = Dictionary(zip(data.ids, data.ids.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The image called `id`.
  func example(_ id: Int64) throws(StageError) -> Example {
    guard let row = rows[id] else {
      throw .unsuitable(
        port: port, cause: "it has no image with the id \(id)",
        remedy: "wire the data set that the influence was computed from")
    }
    return Example(id: id, label: data.about.classes[Int(data.labels[row])], row: row)
  }

  /// An image as bytes, black and white being the ends of the data's range.
  func picture(_ example: Example, caption: String) -> Picture {
    let shape = data.about.imageShape
    let (plane, channels) = (shape[0] * shape[1], shape[2])
    let (low, range) = (data.about.low, data.about.high - data.about.low)
    let pixels = data.inputs.withUnsafeRow(example.row) { values in
      (0..<plane * channels).map { place -> UInt8 in
        // Channels lie one after the other in a row, side by side in a picture.
        let value = values[place % channels * plane + place / channels]
        let fraction = range > 0 ? (value - low) / range : 0
        return fraction.isNaN ? 0 : UInt8((255 * min(1, max(0, fraction))).rounded())
      }
    }
    return Picture(width: shape[1], height: shape[0], pixels: pixels, caption: caption)
  }
}
