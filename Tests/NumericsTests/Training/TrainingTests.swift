import Numerics
import Testing

@Suite("Training") struct TrainingTests {
  static let random = CounterRandom(seed: 3, purpose: "training tests")

  /// Rows of unit scale whose class is decided by their first columns.
  static func rows(_ count: Int, columns: Int = 9, classes: Int = 3, stream: Int = 0)
    -> LabelledRows
  {
    let rows: Matrix<Double> = random.substream(stream).normals(
      rows: count, columns: columns, deviation: 0.4, on: .one)
    let labels = (0..<count).map { row in
      Int32((0..<classes).max { rows[row, $0] < rows[row, $1] } ?? 0)
    }
    return LabelledRows(rows: rows, labels: labels)
  }

  /// The same with two thirds of each row at one value, below or above all others or zero, which passes take from lists.
  static func plainRows(_ count: Int, columns: Int = 9, stream: Int = 0) -> LabelledRows {
    let dense = rows(count, columns: columns, stream: stream)
    var rows = dense.rows
    for row in 0..<count {
      for column in 0..<columns where (column * 5 + row) % 3 > 0 {
        rows[row, column] = [-2, 0, 3][row % 3]
      }
    }
    return LabelledRows(rows: rows, labels: dense.labels)
  }

  static func train(
    _ plan: TrainingPlan, _ data: LabelledRows, width: Int = 60, outputs: Int = 3,
    test: LabelledRows? = nil, on cores: Cores = Cores(2)
  ) throws -> Training {
    try Training(
      plan, data: data, test: test,
      hidden: Training.startingWeights(
        width: width, columns: data.rows.columns, deviation: 0.3, seed: 1, on: .one),
      output: Training.outputWeights(width: width, outputs: outputs, seed: 1), on: cores)
  }

  @Test(
    .enabled(if: Reference.isThere, Reference.absence),
    arguments: [
      (OutputLoss.crossEntropy, "hidden_cross_entropy", RealPrecision.double, 1e-9),
      (.squaredError, "hidden_mse", .double, 1e-9),
      (.crossEntropy, "hidden_cross_entropy", .single, 1e-4),
      (.squaredError, "hidden_mse", .single, 1e-4),
    ])
  func `training agrees with the reference weights`(
    loss: OutputLoss, name: String, precision: RealPrecision, tolerance: Double
  ) throws {
    var plan = TrainingPlan()
    (plan.epochs, plan.batch, plan.loss, plan.precision) = (5, 16, loss, precision)
    let labels = try Reference.vector("training/labels").map { Int32($0) }
    let trained = try Training(
      plan, data: LabelledRows(rows: Reference.matrix("training/features"), labels: labels),
      hidden: Reference.matrix("training/initial_hidden"),
      output: Reference.matrix("training/output"), on: Cores(2))
    #expect(
      relativeDifference(trained.hidden, try Reference.matrix("training/" + name)) < tolerance)
  }

  @Test(arguments: [RealPrecision.single, .double], [false, true])
  func `one thread and many give the same bits`(
    _ precision: RealPrecision, isPlain: Bool
  ) throws {
    var plan = TrainingPlan()
    (plan.epochs, plan.batch, plan.precision, plan.shuffleSeed) = (2, 150, precision, 5)
    let data = isPlain ? Self.plainRows(333) : Self.rows(333)
    func run(_ cores: Cores) throws -> Training {
      try Self.train(plan, data, width: 130, test: Self.rows(70, stream: 1), on: cores)
    }
    let single = try run(.one)
    for cores in [Cores(2), Cores(7), .changing] {
      let other = try run(cores)
      #expect(other.hidden == single.hidden)
      #expect(other.history == single.history)
    }
  }

  /// A touch of noise makes every element its own, so that passes take whole rows.
  @Test(
    arguments: [
      (9, 60, RealPrecision.double, 1e-9), (200, 130, .double, 1e-9),
      (9, 60, .single, 1e-4), (200, 130, .single, 1e-4),
    ])
  func `rows of mostly one value train as if they were not`(
    columns: Int, width: Int, precision: RealPrecision, tolerance: Double
  ) throws {
    var plan = TrainingPlan()
    (plan.epochs, plan.batch, plan.precision, plan.shuffleSeed) = (3, 150, precision, 2)
    // Adam would make much of what noise does to a gradient that is nearly zero.
    (plan.optimizer, plan.learningRate) = (.gradientDescent, 0.2)
    let plain = Self.plainRows(333, columns: columns)
    let noise = precision == .double ? 1e-13 : 3e-9
    var touched = plain.rows
    for row in 0..<333 {
      for column in 0..<columns { touched[row, column] += noise * Double(column * 7 + row) }
    }
    let dense = LabelledRows(rows: touched, labels: plain.labels)
    let (one, other) = try (
      Self.train(plan, plain, width: width), Self.train(plan, dense, width: width)
    )
    #expect(relativeDifference(one.hidden, other.hidden) < tolerance)
    #expect(one.hidden != one.initial)
  }

  @Test func `training learns rows it has not seen`() throws {
    var plan = TrainingPlan()
    (plan.epochs, plan.learningRate, plan.shuffleSeed, plan.ridge) = (20, 0.01, 1, 0)
    let history = try Self.train(plan, Self.rows(600), test: Self.rows(300, stream: 1)).history
    #expect(history.count == 20)
    #expect(history[19].loss < history[0].loss / 2)
    #expect(try #require(history[19].testAccuracy) > 0.85)
  }

  /// Objectives are measured over whole rows, so that this compares the passes over lists with the others as well.
  @Test(arguments: [false, true])
  func `a batch of all rows is the gradient of the objective, measured over rows`(
    isPlain: Bool
  ) throws {
    var plan = TrainingPlan()
    (plan.optimizer, plan.precision, plan.measure) = (.gradientDescent, .double, .rows)
    (plan.epochs, plan.batch, plan.learningRate, plan.ridge) = (3, 1000, 0.1, 0.05)
    let data = isPlain ? Self.plainRows(300) : Self.rows(300)
    let rows = try Self.train(plan, data).history
    plan.measure = .batches
    let batches = try Self.train(plan, data).history
    #expect(rows.map(\.epoch) == [0, 1, 2, 3])
    for (before, met) in zip(rows, batches) {
      #expect(abs(before.loss - met.loss) < 1e-13)
      #expect(before.trainAccuracy == met.trainAccuracy)
      #expect(abs(before.gradientNorm - met.gradientNorm) < 1e-13)
    }
  }

  @Test func `a shuffled epoch takes every row once, in an order that the seed decides`() throws {
    var plan = TrainingPlan()
    (plan.epochs, plan.precision, plan.batch) = (1, .double, 32)
    let data = Self.rows(100)
    func weights(_ seed: UInt64?) throws -> Matrix<Double> {
      plan.shuffleSeed = seed
      return try Self.train(plan, data).hidden
    }
    #expect(try weights(1) == weights(1))
    #expect(try weights(1) != weights(2))
    #expect(try weights(1) != weights(nil))
  }

  @Test func `a row of equal output signs gets no gradient from cross-entropy`() throws {
    var plan = TrainingPlan()
    (plan.epochs, plan.batch) = (2, 20)
    let data = Self.rows(50)
    let hidden: Matrix<Double> = Self.random.substream(9).normals(rows: 8, columns: 9, on: .one)
    var output = Training.outputWeights(width: 8, outputs: 3, seed: 4)
    for column in 0..<3 { output[2, column] = -1 }
    let trained = try Training(plan, data: data, hidden: hidden, output: output, on: .one)
    #expect(trained.hidden.row(2) == trained.initial.row(2))
    #expect(trained.hidden.row(0) != trained.initial.row(0))
  }

  @Test func `two classes with one output are told apart by its sign`() throws {
    var plan = TrainingPlan()
    (plan.epochs, plan.learningRate, plan.loss, plan.ridge) = (30, 0.01, .squaredError, 0)
    let history = try Self.train(plan, Self.rows(400, classes: 2), outputs: 1).history
    #expect(try #require(history.last).trainAccuracy > 0.9)
  }

  @Test(arguments: [false, true])
  func `an adversary that changes nothing trains like none`(isPlain: Bool) throws {
    var plan = TrainingPlan()
    (plan.epochs, plan.batch, plan.precision, plan.shuffleSeed) = (2, 50, .double, 4)
    (plan.optimizer, plan.learningRate) = (.gradientDescent, 0.2)
    let data = isPlain ? Self.plainRows(230) : Self.rows(230)
    let start = Training.startingWeights(width: 20, columns: 9, deviation: 0.3, seed: 1, on: .one)
    let output = Training.outputWeights(width: 20, outputs: 3, seed: 1)
    func weights(_ adversary: Training.Adversary?) throws -> Matrix<Double> {
      try Training(
        plan, data: data, hidden: start, output: output, against: adversary, on: Cores(2)
      )
      .hidden
    }
    let attacked = try weights { batch, _, _ in Matrix(batch.map { data.rows.row($0) }) }
    #expect(relativeDifference(attacked, try weights(nil)) < 1e-12)
  }

  @Test(arguments: [false, true])
  func `a learning rate that is far too large is said to be one`(isPlain: Bool) {
    var plan = TrainingPlan()
    (plan.optimizer, plan.learningRate, plan.loss) = (.gradientDescent, 1e30, .squaredError)
    #expect {
      try Self.train(plan, isPlain ? Self.plainRows(200) : Self.rows(200))
    } throws: { error in
      guard case .diverged? = error as? NumericsError else { return false }
      return true
    }
  }

  @Test func `a cancelled training throws`() {
    #expect(throws: NumericsError.cancelled) {
      try Self.train(TrainingPlan(), Self.rows(300), on: Cores(2, until: { true }))
    }
  }
}
