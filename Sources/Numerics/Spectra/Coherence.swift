/// How nearly parallel the rows of a matrix are: the largest inner products, and their energy row by row.
public struct Coherence: Sendable, Equatable {
  /// The largest |⟨x_i, x_j⟩| of two different rows.
  public let largestProduct: Double
  /// The largest Σ_k ⟨x_i, x_k⟩², the row itself included.
  public let largestEnergy: Double
  /// The largest |‖x_i‖ − 1|.
  public let lengthError: Double

  /// Takes all pairs of rows, in blocks of the Gram matrix.
  public init(_ rows: Matrix<Double>, on cores: Cores) {
    var (product, energy, length) = (0.0, 0.0, 0.0)
    let blocks = Blocks(of: rows.rows, size: 512)
    for block in blocks {
      let gram = Matrix.product(
        rows.gathered(rows: Array(block)), transposed: false, rows, transposed: true, on: cores)
      for (offset, row) in block.enumerated() {
        gram.withUnsafeRow(offset) { products in
          var squares = 0.0
          for other in products.indices {
            squares += products[other] * products[other]
            if other != row { product = max(product, abs(products[other])) }
          }
          energy = max(energy, squares)
          length = max(length, abs(max(0, products[row]).squareRoot() - 1))
        }
      }
    }
    (largestProduct, largestEnergy, lengthError) = (product, energy, length)
  }
}
