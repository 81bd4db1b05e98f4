/// Small pictures side by side, each with a caption.
package struct ImageGrid: Equatable, Sendable {
  package var pictures: [Picture]
  /// Pictures in one row, where the drawing is wide enough.
  package var columns: Int

  package init(_ pictures: [Picture], columns: Int = 6) {
    self.pictures = pictures
    self.columns = max(1, columns)
  }
}

/// An example image: rows from the top, pixels from the left, one byte per channel.
package struct Picture: Equatable, Sendable {
  package let width: Int
  package let height: Int
  /// One for gray, three for red, green and blue.
  package let channels: Int
  package let pixels: [UInt8]
  package let caption: String

  /// A gray picture when there is one byte per pixel, a coloured one when there are three.
  package init(width: Int, height: Int, pixels: [UInt8], caption: String = "") {
    precondition(width > 0 && height > 0, "A picture has at least one pixel.")
    let channels = pixels.count / (width * height)
    precondition(
      (channels == 1 || channels == 3) && pixels.count == channels * width * height,
      "A picture has one or three bytes per pixel.")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
    self.caption = caption
  }
}
