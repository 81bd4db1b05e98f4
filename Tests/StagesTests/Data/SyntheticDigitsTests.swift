import Numerics
import Pipeline
import Stages
import Testing

@Suite struct SyntheticDigitsTests {
  @Test func `an image depends on the seed and its place, not on how many are drawn`() throws {
    let few = try SyntheticDigits.answer(["count": "10", "size": "12"])
    let many = try SyntheticDigits.answer(["count": "40", "size": "12"])
    #expect(many.gathered(rows: Array(0..<10)).inputs == few.inputs)
    let others = try SyntheticDigits.answer(["count": "10", "size": "12", "seed": "2"])
    #expect(others.inputs != few.inputs)
    #expect(few.labels == (0..<10).map { Int32($0) })
  }

  @Test func `pixels are bytes over 255`() throws {
    let data = try SyntheticDigits.answer(["count": "20", "noise": "0.3"])
    for value in data.inputs.elements {
      #expect(value >= 0 && value <= 1 && (value * 255).rounded() / 255 == value)
    }
  }

  /// Ridge regression is a weaker reader than any network with a hidden layer.
  @Test func `ridge regression reads more than nine tenths of unseen digits`() throws {
    let train = try SyntheticDigits.answer(["count": "1000", "size": "14"])
    let test = try SyntheticDigits.answer(["count": "300", "size": "14", "seed": "2"])
    let targets = Targets.matrix(labels: train.labels, outputs: 10)
    var gram = train.inputs.crossproduct(on: Cores(2))
    for index in 0..<gram.rows { gram[index, index] += 1 }
    let eigen = try SymmetricEigen(gram)
    var coordinates = Matrix.product(
      eigen.vectors,
      Matrix.product(train.inputs, transposed: true, targets, on: .one), on: .one)
    for row in 0..<coordinates.rows {
      for column in 0..<10 { coordinates[row, column] /= eigen.values[row] }
    }
    let weights = Matrix.product(eigen.vectors, transposed: true, coordinates, on: .one)
    let answers = Matrix.product(test.inputs, weights, on: .one)
    let right = (0..<answers.rows).count { row in
      let values = answers.row(row)
      return values[Int(test.labels[row])] == values.max()
    }
    #expect(right > 270, "\(right) of 300")
  }

  @Test func `classes keep the order they are listed in`() throws {
    let data = try SyntheticDigits.answer(["count": "4", "classes": ["7", "3"]])
    #expect(data.about.classes == ["7", "3"])
    #expect(data.labels == [0, 1, 0, 1])
  }
}
