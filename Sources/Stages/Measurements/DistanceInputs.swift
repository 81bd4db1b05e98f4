internal import Numerics
internal import Pipeline

/// What `NTKDistance` compares, read and checked against each other.
struct DistanceInputs {
  let network: Network
  let kernel: Kernel
  /// The kernel between test and training rows.
  let kernelRows: any KernelQueries
  let data: Features
  let queries: Features

  /// The number of outputs C.
  var outputs: Int { network.outputs }

  init(_ inputs: Inputs) throws(StageError) {
    network = try inputs[NTKDistance.network]
    kernel = try inputs[NTKDistance.kernel]
    data = try inputs[NTKDistance.data]
    queries = try inputs[NTKDistance.queries]
    kernelRows = try kernel.testRows()
    guard kernel.ids == data.ids, kernel.queryIds == queries.ids else {
      throw .unsuitable(
        port: "kernel", cause: "its rows are not those of data and queries",
        remedy: "make the kernel from the same features")
    }
    let classes = data.classes.count
    guard network.outputs == Targets.outputs(classes: classes),
      network.hidden.columns == data.matrix.columns
    else {
      throw .unsuitable(
        port: "network",
        cause:
          "it maps \(network.hidden.columns) columns to \(network.outputs) outputs; the data has "
          + "\(data.matrix.columns) columns and \(classes) classes",
        remedy: "wire the network that was trained on these features")
    }
  }

  /// The network's function at `rows`, with its weights after or before training.
  func answers(
    _ weights: KeyPath<Network, Matrix<Double>>, at rows: Features, on cores: Cores
  ) -> Matrix<Double> {
    network.function(weights: network[keyPath: weights], at: rows.matrix, on: cores)
  }

  /// The share of test rows that `answers` puts into their class.
  func accuracy(_ answers: Matrix<Double>) -> Double? { Answers.accuracy(answers, queries.labels) }
}

/// How far two matrices of answers are apart.
struct Distance {
  /// ‖a − b‖_F.
  let frobenius: Double
  /// ‖a − b‖_F/√(t·C).
  let rootMeanSquare: Double

  init(_ a: Matrix<Double>, _ b: Matrix<Double>) {
    frobenius = zip(a.elements, b.elements)
      .reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    rootMeanSquare = frobenius / Double(max(1, a.count)).squareRoot()
  }
}
