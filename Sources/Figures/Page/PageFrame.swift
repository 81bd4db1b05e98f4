/// The frame around a page's content: head, title, contents and footer.
enum PageFrame {
  /// Where the surroundings begin and end, and where the contents list them.
  ///
  /// Text in a page is escaped, so no text can imitate these.
  static let surroundings = (
    start: "<!--malleus:surroundings-->", end: "<!--/malleus:surroundings-->"
  )
  static let contents = (start: "<!--malleus:contents-->", end: "<!--/malleus:contents-->")

  /// Nothing is fetched and nothing runs, whatever a page might contain.
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    + "form-action 'none'"

  static func html(title: String, main: String, entries: [MarkdownHTML.Entry]) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="\(policy)">
    <title>\(escaped(title))</title>
    <style>\(PageStyle.css)</style>
    </head>
    <body>
    <main>
    <h1>\(escaped(title))</h1>
    \(contents(entries))\(main)\(surroundings.start)\(surroundings.end)
    </main>
    <footer><p>Made with Malleus. Every number on this page can be computed again from its experiment \
    file.</p></footer>
    </body>
    </html>

    """
  }

  /// Links to the headings of the first two levels, where there are enough to need them.
  private static func contents(_ entries: [MarkdownHTML.Entry]) -> String {
    let listed = entries.filter { $0.level <= 3 }
    guard listed.count > 2 else { return "" }
    var markup = Markup()
    markup.element("nav", ["aria-label": "Contents"]) { markup in
      markup.element("ul") { markup in
        for entry in listed { link(entry, into: &markup) }
        markup.append(safe: contents.start + contents.end)
      }
    }
    return markup.text + "\n"
  }

  static func link(_ entry: MarkdownHTML.Entry, into markup: inout Markup) {
    markup.element("li", ["class": "level\(entry.level)"]) {
      $0.open("a", ["href": "#" + entry.id])
      $0.append(safe: entry.title)
      $0.close()
    }
  }
}
