import Figures
import Testing

@Suite struct MarkdownTests {
  @Test(
    arguments: [
      ("plain\ntext", "<p>plain\ntext</p>"),
      ("a *b* **c** ***d***", "<p>a <em>b</em> <strong>c</strong> <strong><em>d</em></strong></p>"),
      ("snake_case_name and _this_", "<p>snake_case_name and <em>this</em></p>"),
      ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
      ("`a<b` ``c`d``", "<p><code>a&lt;b</code> <code>c`d</code></p>"),
      ("\\*not\\* \\`code\\`", "<p>*not* `code`</p>"),
      (
        "*a **b** c* and **b *c***",
        "<p><em>a <strong>b</strong> c</em> and <strong>b <em>c</em></strong></p>"
      ), ("one  \ntwo", "<p>one<br>\ntwo</p>"),
      ("# Head", "<h2 id=\"section-head\">Head</h2>"),
      (
        "- a\n- b\n  - c\n- d",
        "<ul><li>a</li>\n<li>b<ul><li>c</li>\n</ul>\n</li>\n<li>d</li>\n</ul>"
      ),
      ("3. x\n4. y", "<ol start=\"3\"><li>x</li>\n<li>y</li>\n</ol>"),
      ("> quoted\n> *text*", "<blockquote><p>quoted\n<em>text</em></p>\n</blockquote>"),
      ("---", "<hr>"),
      (
        "```swift\nlet a = \"<b>\"\n```",
        "<div class=\"scroll\" tabindex=\"0\"><pre><code>let a = &quot;&lt;b&gt;&quot;</code></pre></div>"
      ),
      ("[t](https://a.org/x?y=1&z=2)", "<p><a href=\"https://a.org/x?y=1&amp;z=2\">t</a></p>"),
      ("[t](#part) [u](../x.csv)", "<p><a href=\"#part\">t</a> <a href=\"../x.csv\">u</a></p>"),
      ("<https://a.org>", "<p><a href=\"https://a.org\">https://a.org</a></p>"),
      ("![alt text](https://a.org/p.png)", "<p>alt text</p>"),
      ("a < b && c > d", "<p>a &lt; b &amp;&amp; c &gt; d</p>"),
      ("unclosed *em and `code and [link](x", "<p>unclosed *em and `code and [link](x</p>"),
      (
        "| a | b |\n| :-- | --: |\n| 1 | x\\|y |",
        "<figure class=\"table\"><div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th class=\"start\">a</th><th class=\"end\">b</th></tr></thead><tbody><tr><td class=\"start\">1</td><td class=\"end\">x|y</td></tr></tbody></table></div></figure>"
      ),
      ("{{unknown}}", "<p><code>{{unknown}}</code></p>"), ("a\r\nb", "<p>a\nb</p>"),
    ])
  func `text becomes the HTML that it means`(markdown: String, html: String) {
    #expect(main(PageView(title: "T", body: markdown).html()) == html)
  }

  @Test(
    arguments: [
      "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)",
      "\u{1}javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
      "//evil.org",
      "\\\\evil.org", "x:y", "javascript&colon;alert(1):", "javascript:\u{FF9E}=alert(1)",
      "//\u{301}evil.org",
    ])
  func `addresses that could do harm are not linked`(address: String) {
    for text in ["[t](\(address))", "<\(address)>", "[t](\(address) \"title\")"] {
      #expect(!main(PageView(title: "T", body: text).html()).contains("<a "))
    }
  }

  @Test(
    arguments: [
      "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "# <svg onload=alert(1)>",
      "- <b>x</b>", "> <iframe src=x>", "`<script>`", "[<script>](https://a.org)",
      "[t](https://a.org/\"onmouseover=\"alert(1))", "| <script> |\n| - |\n| <b> |",
      "```\n</code><script>\n```", "{{<script>}}", "**<script>**", "<!--malleus:surroundings-->",
    ])
  func `no text becomes an element of its own`(text: String) {
    let html = PageView(title: "T", body: text).html()
    for mark in ["<script", "<img", "<svg", "<iframe", "<b>", "\"onmouseover"] {
      #expect(!html.contains(mark))
    }
    #expect(html.split(separator: "<!--malleus:surroundings-->").count == 2)
  }

  @Test func `deeply nested text ends in time`() {
    let depth = 2000
    for text in [
      String(repeating: "> ", count: depth), String(repeating: "[", count: depth),
      String(repeating: "*a ", count: depth), String(repeating: "`", count: depth) + "x",
      (0..<200).map { String(repeating: "  ", count: $0) + "- x" }.joined(separator: "\n"),
    ] {
      #expect(PageView(title: "T", body: text).html().hasSuffix("</html>\n"))
    }
  }

  /// What stands between the title and the place of the surroundings.
  private func main(_ html: String) -> String {
    let parts = html.split(separator: "</h1>\n").last?.split(separator: "<!--malleus:surround")
      .first
    return String(parts ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\n").trimmingSuffix(while: \.isNewline)
  }
}

extension String {
  fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
    String(reversed().drop(while: condition).reversed())
  }
}
