/// A colour as it is written into a drawing.
struct Colour: Equatable, Sendable {
  var red: Double
  var green: Double
  var blue: Double

  /// A colour from `0xRRGGBB`.
  init(_ hex: UInt32) {
    red = Double(hex >> 16 & 0xFF)
    green = Double(hex >> 8 & 0xFF)
    blue = Double(hex & 0xFF)
  }

  /// The colour a fraction of the way to another, along each channel.
  func mixed(with other: Colour, _ fraction: Double) -> Colour {
    var result = self
    result.red += (other.red - red) * fraction
    result.green += (other.green - green) * fraction
    result.blue += (other.blue - blue) * fraction
    return result
  }

  /// `#rrggbb`.
  var text: String {
    [red, green, blue].reduce(into: "#") { text, channel in
      let digits = String(Int(channel.rounded()), radix: 16)
      text += digits.count == 1 ? "0" + digits : digits
    }
  }

  /// Whether dark text reads better on this colour than white text does.
  ///
  /// Squares stand in for the sRGB transfer curve; 0.18 is where both contrasts are equal.
  var isLight: Bool {
    func linear(_ channel: Double) -> Double { channel / 255 * (channel / 255) }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > 0.2
  }
}

/// Colours for the fractions from 0 to 1, of steadily changing lightness so that they survive a
/// black-and-white printer, and told apart by colour-blind readers.
struct ColourMap: Equatable, Sendable {
  var anchors: [Colour]

  /// Pale yellow through green to dark blue.
  static let sequential = ColourMap(
    anchors: [0xFBFBE6, 0xD3ECBE, 0x8FD3BB, 0x4BB3C2, 0x2387B8, 0x2456A0, 0x14266B].map(Colour.init)
  )

  /// Dark blue through near-white to dark orange.
  static let diverging = ColourMap(
    anchors: [0x16437E, 0x4A86C0, 0xA9CCE6, 0xF5F4F1, 0xF6C79C, 0xDD8136, 0x8C3D08].map(Colour.init)
  )

  /// The colour at a fraction of the way; fractions outside are pulled to the ends.
  func colour(at fraction: Double) -> Colour {
    let position = min(max(fraction, 0), 1) * Double(anchors.count - 1)
    let index = min(Int(position), anchors.count - 2)
    return anchors[index].mixed(with: anchors[index + 1], position - Double(index))
  }
}
