import Pipeline
import Testing

@Suite struct `Counted work` {
  @Test func `is counted as the textbooks count it`() {
    #expect(Work.product(2, 3, 5).products == 60)
    #expect(Work.gram(4, 3).products == 48)
    #expect(Work.factor(3).products == 9)
    #expect(Work.eigenvalues(3).eigenvalues == 36)
    #expect(Work.eigenvalues(3, vectors: true).eigenvalues == 243)
    #expect(Work.passes(2.5, over: 8).bytes == 20)
  }

  @Test func `adds up sort by sort`() {
    var work = Work(products: 1, singleProducts: 2, eigenvalues: 3, bytes: 4)
    work += 2 * Work(products: 10, singleProducts: 20, eigenvalues: 30, bytes: 40)
    #expect(work == Work(products: 21, singleProducts: 42, eigenvalues: 63, bytes: 84))
  }
}

@Suite struct `Shapes of inputs` {
  private static let head = Port<Word>("head")
  private static let tail = Port<Word>("tail").defaulting(to: head)
  private static let other = OptionalPort<Word>("other")

  @Test func `are found by port, and by the port that stands in`() {
    let shapes = InputShapes(["head": [["letters": 4], ["letters": 9]]], bytes: 13)
    #expect(shapes[Self.head, "letters"] == 4 && shapes[Self.tail, "letters"] == 4)
    #expect(shapes[Self.tail] == ["letters": 4])
    #expect(shapes[Self.other, "letters"] == 0 && shapes[Self.other] == nil)
    #expect(shapes[Self.head, "numbers"] == 0)
  }

  @Test func `give files that somebody has`() {
    let shapes = InputShapes([:], bytes: 2) { $0.path == "a" ? [1, 2] as [UInt8] : nil }
    #expect(shapes.open(InputFile("a"))?.count == 2 && shapes.open(InputFile("b")) == nil)
    #expect(InputShapes([:], bytes: 0).open(InputFile("a")) == nil)
  }
}
