import Numerics
import Testing

/// The objective with its derivatives against differences and against loops.
@Suite("Training objective") struct ObjectiveTests {
  static func objective(
    _ loss: OutputLoss, outputs: Int, _ model: TrainingObjective.Model, rows: Int = 70
  ) -> (objective: TrainingObjective, weights: Matrix<Double>) {
    let start = Training.startingWeights(width: 7, columns: 5, deviation: 1, seed: 2, on: .one)
    let weights = Training.startingWeights(width: 7, columns: 5, deviation: 1, seed: 3, on: .one)
    let objective = TrainingObjective(
      TrainingTests.rows(rows, columns: 5, classes: max(2, outputs)),
      output: Training.outputWeights(width: 7, outputs: outputs, seed: 2), initial: start,
      loss: loss, ridge: 0.3, model: model)
    return (objective, weights)
  }

  static let cases: [(OutputLoss, Int, TrainingObjective.Model)] = [
    (.crossEntropy, 4, .network), (.crossEntropy, 4, .linearized), (.squaredError, 4, .network),
    (.squaredError, 1, .network), (.squaredError, 1, .linearized),
  ]

  static func moved(_ matrix: Matrix<Double>, _ index: Int, by step: Double) -> Matrix<Double> {
    var moved = matrix
    moved[index / matrix.columns, index % matrix.columns] += step
    return moved
  }

  @Test(arguments: cases.indices)
  func `the gradient agrees with central differences of the value`(index: Int) {
    let (loss, outputs, model) = Self.cases[index]
    let (objective, weights) = Self.objective(loss, outputs: outputs, model)
    let (meanLoss, gradient) = objective.gradient(at: weights, on: Cores(2))
    #expect(abs(meanLoss - objective.meanLoss(at: weights, on: .one)) < 1e-14)
    for place in 0..<weights.count {
      let slope =
        (objective.value(at: Self.moved(weights, place, by: 1e-6), on: .one)
          - objective.value(at: Self.moved(weights, place, by: -1e-6), on: .one)) / 2e-6
      #expect(abs(gradient[place / 5, place % 5] - slope) < 1e-6)
    }
  }

  @Test(arguments: [(OutputLoss.crossEntropy, 4), (.squaredError, 1)])
  func `the network's value is that of a loop over rows and units`(loss: OutputLoss, outputs: Int) {
    let (objective, weights) = Self.objective(loss, outputs: outputs, .network)
    var plan = TrainingPlan()
    (plan.loss, plan.ridge) = (loss, 0.3)
    let expected = TrainingGradientTests.objective(
      weights, objective.initial, objective.output, objective.data, plan)
    #expect(abs(objective.value(at: weights, on: Cores(2)) - expected) < 1e-12)
  }

  @Test func `the linearized objective is the network's at the initial weights, with its slope`() {
    let linear = Self.objective(.crossEntropy, outputs: 4, .linearized).objective
    let network = Self.objective(.crossEntropy, outputs: 4, .network).objective
    #expect(
      linear.value(at: linear.initial, on: .one) == network.value(at: linear.initial, on: .one))
    #expect(
      linear.gradient(at: linear.initial, on: .one).gradient
        == network.gradient(at: linear.initial, on: .one).gradient)
  }

  @Test(arguments: cases.indices)
  func `Hessian–vector products agree with central differences of the gradient`(index: Int) throws {
    let (loss, outputs, model) = Self.cases[index]
    let (objective, weights) = Self.objective(loss, outputs: outputs, model)
    let hessian = try ObjectiveHessian(of: objective, at: weights, on: Cores(2))
    for seed in 1...3 as ClosedRange<UInt64> {
      let direction = Training.startingWeights(
        width: 7, columns: 5, deviation: 1, seed: 10 + seed, on: .one)
      let product = try hessian.product(direction, on: Cores(2))
      func slopes(_ step: Double) -> [Double] {
        let place = Matrix(
          rows: 7, columns: 5, zip(weights.elements, direction.elements).map { $0 + step * $1 })
        return objective.gradient(at: place, on: .one).gradient.elements
      }
      let differences = zip(slopes(1e-6), slopes(-1e-6)).map { ($0 - $1) / 2e-6 }
      for (exact, difference) in zip(product.elements, differences) {
        #expect(abs(exact - difference) < 1e-6)
      }
    }
  }

  @Test(arguments: cases.indices)
  func `the largest eigenvalues agree with those of the Hessian written out`(index: Int) throws {
    let (loss, outputs, model) = Self.cases[index]
    let (objective, weights) = Self.objective(loss, outputs: outputs, model)
    let hessian = try ObjectiveHessian(of: objective, at: weights, on: .one)
    var dense = Matrix<Double>(rows: 35, columns: 35)
    for column in 0..<35 {
      let unit = Self.moved(Matrix(rows: 7, columns: 5), column, by: 1)
      for (row, element) in try hessian.product(unit, on: .one).elements.enumerated() {
        dense[row, column] = element
      }
    }
    #expect(dense.asymmetry < 1e-14)
    let expected = try SymmetricEigen(dense, vectors: false).values
    let found = try hessian.largestEigenvalues(2, on: Cores(2))
    #expect(found.values.count == 2 && found.values[0] <= found.values[1])
    #expect(abs(found.values[1] - expected[0]) < 1e-10 * expected[0])
    #expect(abs(found.values[0] - expected[1]) < 1e-10 * expected[0])
    #expect(found.residuals.allSatisfy { $0 <= 1e-8 * expected[0] })
  }

  @Test(arguments: [TrainingObjective.Model.network, .linearized])
  func `the surface is the objective at every place, the same bits on any number of threads`(
    model: TrainingObjective.Model
  ) throws {
    let (objective, weights) = Self.objective(.crossEntropy, outputs: 4, model, rows: 150)
    let directions = LossSurface.directions(for: weights, seed: 4, on: Cores(2))
    let places = LossSurface.places(5, range: 1.5)
    #expect(places == [-1.5, -0.75, 0, 0.75, 1.5])
    func made(_ cores: Int) throws -> LossSurface {
      try LossSurface(
        of: objective, around: weights, along: directions, at: places, on: Cores(cores))
    }
    let surface = try made(1)
    for (row, second) in places.enumerated() {
      for (column, first) in places.enumerated() {
        let elements = (0..<weights.count).map { index in
          weights.elements[index] + first * directions.first.elements[index]
            + second * directions.second.elements[index]
        }
        let value = objective.value(at: Matrix(rows: 7, columns: 5, elements), on: .one)
        #expect(abs(surface.values[row, column] - value) < 1e-12 * value)
      }
    }
    for cores in [2, 7] { #expect(try made(cores).values == surface.values) }
    let hessian = try ObjectiveHessian(of: objective, at: weights, on: .one)
    let single = try hessian.largestEigenvalues(2, on: .one)
    for cores in [2, 7] { #expect(try hessian.largestEigenvalues(2, on: Cores(cores)) == single) }
  }

  @Test func `directions are different, and their rows are as long as those of the weights`() {
    let weights = Training.startingWeights(width: 7, columns: 5, deviation: 1, seed: 3, on: .one)
    let (first, second) = LossSurface.directions(for: weights, seed: 4, on: .one)
    func length(_ row: [Double]) -> Double { row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    for row in 0..<7 {
      for direction in [first, second] {
        #expect(abs(length(direction.row(row)) / length(weights.row(row)) - 1) < 1e-14)
      }
    }
    #expect(first != second)
    #expect(LossSurface.directions(for: weights, seed: 5, on: .one).first != first)
  }
}

@Suite("Largest eigenvalues") struct LargestEigenvaluesTests {
  /// A diagonal operator.
  static func largest(
    _ count: Int, of diagonal: [Double], tolerance: Double = 1e-8
  ) throws -> LargestEigenvalues {
    try LargestEigenvalues(count, of: diagonal.count, tolerance: tolerance, on: Cores(2)) {
      (x) throws(NumericsError) in
      Matrix(rows: 1, columns: x.columns, zip(diagonal, x.elements).map { $0 * $1 })
    }
  }

  @Test(
    arguments: [
      ((0..<300).map { 1 / Double($0 + 1) }, [0.5, 1]), ([-7, 3, 2], [2, 3]), ([4], [4]),
      ([0, 0, 0, 5], [0, 5]), ((0..<2000).map { $0 == 1999 ? 9 : $0 == 7 ? 8 : 1 }, [8, 9]),
    ] as [([Double], [Double])])
  func `the two largest are found, in rising order`(diagonal: [Double], expected: [Double]) throws {
    let found = try Self.largest(2, of: diagonal)
    #expect(found.values.count == expected.count)
    for (value, wanted) in zip(found.values, expected) { #expect(abs(value - wanted) < 1e-10) }
  }

  @Test func `residuals bound the error of values that were not found in time`() throws {
    let diagonal = (0..<5000).map { 1 - Double($0) * 1e-5 }
    let found = try Self.largest(2, of: diagonal, tolerance: 1e-12)
    #expect(found.steps == LargestEigenvalues.limit(of: 5000))
    for (value, residual) in zip(found.values, found.residuals) {
      #expect(residual > 1e-12)
      #expect(diagonal.contains { abs($0 - value) <= residual })
    }
  }

  @Test func `what is not finite has no eigenvalues`() {
    #expect(throws: NumericsError.noEigenvalues(size: 3)) { try Self.largest(2, of: [1, .nan, 2]) }
  }
}
