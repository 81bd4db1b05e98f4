/// Small pictures in rows, each with a caption; rows that belong together form a panel.
package struct ImageGrid: Equatable, Sendable {
  /// Rows below one heading, beside the picture that they are about.
  package struct Panel: Equatable, Sendable {
    package var heading: String
    package var lead: Picture?
    package var rows: [Row]

    package init(_ heading: String = "", lead: Picture? = nil, rows: [Row]) {
      self.heading = heading
      self.lead = lead
      self.rows = rows
    }
  }

  /// Pictures side by side.
  package struct Row: Equatable, Sendable {
    package var heading: String
    /// The colour of the bar at the row's left edge, as that of a series; none without a number.
    package var colour: Int?
    package var pictures: [Picture]

    package init(_ heading: String = "", colour: Int? = nil, _ pictures: [Picture]) {
      self.heading = heading
      self.colour = colour
      self.pictures = pictures
    }
  }

  package var panels: [Panel]
  /// Pictures in one line, where the drawing is wide enough.
  package var columns: Int

  package init(panels: [Panel], columns: Int = 6) {
    self.panels = panels
    self.columns = max(1, columns)
  }

  /// One row without headings.
  package init(_ pictures: [Picture], columns: Int = 6) {
    self.init(panels: [Panel(rows: [Row("", pictures)])], columns: columns)
  }

  /// Every picture, in the order of reading.
  package var pictures: [Picture] {
    panels.flatMap { panel in (panel.lead.map { [$0] } ?? []) + panel.rows.flatMap(\.pictures) }
  }
}

/// An example image: rows from the top, pixels from the left, one byte per channel.
package struct Picture: Equatable, Sendable {
  package let width: Int
  package let height: Int
  /// One for gray, three for red, green and blue.
  package let channels: Int
  package let pixels: [UInt8]
  /// What stands below it; a line break in it is one in the drawing.
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
