import Numerics
import Testing

@Suite struct `A matrix` {
  let matrix = Matrix<Double>([[1, 2, 3], [4, 5, 6]])

  @Test func `lies in memory row after row`() {
    #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
    #expect(matrix.row(1) == [4, 5, 6])
    #expect(matrix.column(2) == [3, 6])
    #expect(matrix.withUnsafeBytes { $0.count } == 48)
  }

  @Test func `has value semantics`() {
    var copy = matrix
    copy[0, 0] = 9
    #expect(matrix[0, 0] == 1)
    #expect(copy[0, 0] == 9)
  }

  @Test func `views foreign memory without copying, and copies before a change`() {
    let owner = Matrix<Double>(rows: 2, columns: 2, [1, 2, 3, 4])
    owner.withUnsafeBufferPointer { elements in
      guard let start = elements.baseAddress else { return }
      var view = Matrix(rows: 2, columns: 2, viewing: start, owner: owner)
      #expect(view.withUnsafeBufferPointer { $0.baseAddress } == start)
      view[1, 1] = 7
      #expect(owner[1, 1] == 4)
      #expect(view.elements == [1, 2, 3, 7])
    }
  }

  @Test func `is transposed, gathered, stacked and converted`() {
    #expect(matrix.transposed == Matrix([[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.gathered(rows: [1, 0, 1]) == Matrix([[4, 5, 6], [1, 2, 3], [4, 5, 6]]))
    #expect(matrix.stacked(on: matrix).rows == 4)
    #expect(matrix.converted(to: Float.self).elements == [1, 2, 3, 4, 5, 6])
  }

  @Test func `transposes sides that are no multiple of its squares`() {
    let tall = Matrix<Double>(rows: 53, columns: 35, (0..<53 * 35).map(Double.init))
    let wide = tall.transposed
    for row in 0..<53 { #expect(wide.column(row) == tall.row(row)) }
  }

  @Test(arguments: [1, 2, 7])
  func `is filled and changed by blocks`(count: Int) {
    var filled = Matrix<Double>(rows: 10, columns: 3, inBlocksOf: 4, on: Cores(count)) {
      rows, elements in
      for (offset, row) in rows.enumerated() {
        for column in 0..<3 { elements[offset * 3 + column] = Double(row * 3 + column) }
      }
    }
    #expect(filled.elements == (0..<30).map(Double.init))
    filled.forEachBlock(of: 3, on: Cores(count)) { _, elements in
      for index in elements.indices { elements[index] += 1 }
    }
    #expect(filled.elements == (1...30).map(Double.init))
  }

  @Test func `that was not finished holds zeros`() {
    let stopped = Cores(2, until: { true })
    let filled = Matrix<Double>(rows: 4, columns: 2, inBlocksOf: 1, on: stopped) { _, elements in
      elements.initialize(repeating: 1)
    }
    #expect(filled == Matrix(rows: 4, columns: 2))
  }
}
