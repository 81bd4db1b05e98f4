import Pipeline
import Testing

struct NearestTests {
  @Test(
    arguments: [
      ("wdith", "width"), ("widht", "width"), ("width", "width"), ("WIDTH", "width"),
      ("widt", "width"), ("loadidx", "LoadIDX"), ("Epcohs", "epochs"), ("sed", "seed"),
      ("x", "z"), ("größ", "größe"), ("", nil), ("frobnicate", nil), ("wd", nil),
    ] as [(String, String?)])
  func `a misspelt name finds the one it stands for, if any is close`(name: String, best: String?) {
    let known = ["seed", "width", "epochs", "LoadIDX", "Normalize", "z", "größe", ""]
    #expect(nearest(name, in: known) == best)
  }

  @Test func `equally near names are taken in alphabetical order`() {
    #expect(nearest("bat", in: ["hat", "cat", "mat"]) == "cat")
    #expect(nearest("bat", in: ["mat", "cat", "hat"]) == "cat")
  }

  @Test func `nothing is near when nothing is known, or the name is absurdly long`() {
    #expect(nearest("a", in: [String]()) == nil)
    let long = String(repeating: "a", count: 101)
    #expect(nearest(long, in: [long]) == nil)
  }

  @Test func `the edit distance agrees with its recursive definition`() {
    let words: [[Int]] = (0...4).flatMap { length -> [[Int]] in
      (0..<1 << length).map { bits in (0..<length).map { bits >> $0 & 1 } }
    }
    for a in words {
      for b in words { #expect(editDistance(a, b) == definition(a[...], b[...])) }
    }
  }

  /// The formula above `editDistance`, from the last elements backwards.
  private func definition(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> Int {
    if a.isEmpty || b.isEmpty { return a.count + b.count }
    let (x, y) = (a.dropLast(), b.dropLast())
    var least = min(
      definition(x, b) + 1, definition(a, y) + 1, definition(x, y) + (a.last == b.last ? 0 : 1))
    if a.count > 1, b.count > 1, a.last == y.last, x.last == b.last {
      least = min(least, definition(x.dropLast(), y.dropLast()) + 1)
    }
    return least
  }
}
