/// The look of every chart, one constant text.
///
/// Because it never varies, several charts on one page repeat the same rules instead of fighting,
/// and a page can tell its own charts from foreign drawings by comparing this text.
enum ChartStyle {
  /// The class of the outermost element; every rule begins with it.
  static let rootClass = "malleus-chart"

  /// How many series look different; later ones begin again.
  static let seriesCount = light.count

  /// Okabe and Ito's colours (2008), the light ones darkened until they stand out on white.
  private static let light = [
    "#0072b2", "#d55e00", "#009e73", "#b5528b", "#a87400", "#3a94c9", "#59606b", "#8a3ffc",
  ]
  private static let dark = [
    "#57aee8", "#f58b4c", "#35c99d", "#e49cc6", "#e9b44a", "#9ad2f5", "#b8bec7", "#c3a3ff",
  ]

  /// Rules for both colour schemes; print is always light.
  static let css: String = {
    let root = "." + rootClass
    var rules = [
      "\(root){display:block;width:100%;max-width:752px;height:auto;"
        + "font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica Neue,Arial,sans-serif;"
        + "font-size:12px;font-variant-numeric:tabular-nums;--paper:#fff;--ink:#1b1f24;"
        + "--mute:#59616b;--grid:#e4e7ea;--axis:#98a0a9}",
      "\(root) text{fill:#59616b;fill:var(--mute)}",
      "\(root) .ink{fill:#1b1f24;fill:var(--ink)}",
      "\(root) .title{font-size:15px;font-weight:600;fill:#1b1f24;fill:var(--ink)}",
      "\(root) .paper{fill:#fff;fill:var(--paper)}",
      "\(root) .hollow{fill:#fff;fill:var(--paper);stroke:currentColor;stroke-width:1.6}",
      "\(root) .halo{stroke:#fff;stroke:var(--paper)}",
      "\(root) .grid{stroke:#e4e7ea;stroke:var(--grid)}",
      "\(root) .axis{stroke:#98a0a9;stroke:var(--axis)}",
      "\(root) .black{color:#1b1f24;color:var(--ink)}",
      "\(root) .gray{color:#59616b;color:var(--mute)}",
      "\(root) .small{font-size:10px}",
      "\(root) .on-light{fill:#15181c}\(root) .on-dark{fill:#fff}",
      "\(root) .on-plot{paint-order:stroke;stroke:#fff;stroke:var(--paper);stroke-width:4px}",
    ]
    rules += light.enumerated().map { "\(root) .s\($0.offset){color:\($0.element)}" }
    let darkSeries = dark.enumerated().map { "\(root) .s\($0.offset){color:\($0.element)}" }
    rules.append(
      "@media screen and (prefers-color-scheme:dark){\(root){--paper:#15181c;--ink:#e8eaed;"
        + "--mute:#a2a9b2;--grid:#2c3138;--axis:#6a727c}\(darkSeries.joined())}")
    // A figure on a telephone shows its second, narrow drawing. Portrait only: inside an image
    // element the viewport is the image itself, whose shape cannot change.
    rules.append(
      "@media (max-width:520px) and (orientation:portrait){"
        + "\(root){aspect-ratio:var(--narrow,auto)}"
        + "\(root).twin .wide{display:none}\(root).twin .narrow{display:inline}}")
    return rules.joined()
  }()
}
