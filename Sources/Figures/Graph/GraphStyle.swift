/// The look of every experiment graph, one constant text; see `ChartStyle`.
enum GraphStyle {
  static let rootClass = "malleus-graph"

  static let css: String = {
    let root = "." + rootClass
    return [
      "\(root){display:block;font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica Neue,"
        + "Arial,sans-serif;font-size:11px;font-variant-numeric:tabular-nums;"
        + "--paper:#fff;--ink:#1b1f24;--mute:#59616b;--box:#f6f7f8;--edge:#b3bac2}",
      "\(root) text{fill:#59616b;fill:var(--mute)}",
      "\(root) .name{font-size:12.5px;font-weight:600;fill:#1b1f24;fill:var(--ink)}",
      "\(root) .paper{fill:#fff;fill:var(--paper)}",
      "\(root) .box{fill:#f6f7f8;fill:var(--box);stroke:#b3bac2;stroke:var(--edge)}",
      "\(root) .edge{fill:none;stroke:#b3bac2;stroke:var(--edge);stroke-width:1.4}",
      "\(root) .tip{fill:#b3bac2;fill:var(--edge)}",
      "\(root) .computed{color:#0072b2}\(root) .reused{color:#7d8894}",
      "\(root) .failed{color:#c43d00}\(root) .skipped{color:#a87400}",
      "\(root) .none{color:#b3bac2}",
      "\(root) .glyph{fill:none;stroke:currentColor;stroke-width:1.8;stroke-linecap:round;"
        + "stroke-linejoin:round}",
      "@media screen and (prefers-color-scheme:dark){\(root){--paper:#15181c;--ink:#e8eaed;"
        + "--mute:#a2a9b2;--box:#20252b;--edge:#56606b}\(root) .computed{color:#57aee8}"
        + "\(root) .reused{color:#8d97a3}\(root) .failed{color:#ff8a5c}"
        + "\(root) .skipped{color:#e9b44a}}",
    ].joined()
  }()
}
