internal import Numerics
internal import Pipeline

/// How a stored kernel was computed, so that it can be computed for further rows.
enum KernelFamily {
  case infinite
  /// Of a network at these hidden weights.
  case empirical(weights: Matrix<Double>)
  case polynomial(degree: Int, offset: Double)

  /// The family that the kernel's facts name, with the weights from `network` where it has any.
  init(of kernel: Kernel, network: Network?, port: String = "network") throws(StageError) {
    switch kernel.about.kernelName {
    case .infinite:
      self = .infinite
    case .empirical:
      guard let network else {
        throw .unsuitable(
          port: port, cause: "the kernel is that of a network, which is not wired",
          remedy: "wire the network that the kernel was made with")
      }
      guard kernel.about["width"]?.int == network.width else {
        throw .unsuitable(
          port: port,
          cause: "it has \(network.width) hidden units, the kernel's has "
            + (kernel.about.text("width") ?? "another number"),
          remedy: "wire the network that the kernel was made with")
      }
      let isInitial = kernel.about.text("weights") == EmpiricalNTK.Weights.initial.rawValue
      let epoch = isInitial ? 0 : kernel.about["epoch"]?.int
      self = .empirical(weights: try network.weights(at: epoch, port: port))
    case .polynomial:
      guard let degree = kernel.about["degree"]?.int, degree > 0,
        let offset = kernel.about["offset"]?.double
      else {
        throw .damaged(part: "about.json", cause: "degree or offset of the kernel is missing")
      }
      self = .polynomial(degree: degree, offset: offset)
    case nil:
      let name = kernel.about.text("kernel") ?? "an unnamed kernel"
      throw .unsuitable(
        port: "kernel",
        cause: "‘\(name)’ cannot be computed for further rows",
        remedy: "use EmpiricalNTK, InfiniteNTK or PolynomialKernel")
    }
  }

  /// K between the rows and themselves, n×n.
  func train(_ rows: Matrix<Double>, on cores: Cores) -> Matrix<Double> {
    switch self {
    case .infinite: InfiniteKernel.train(rows, on: cores)
    case .empirical(let weights):
      EmpiricalKernel.train(
        rows, BitMatrix(activationsOf: rows, weights: weights, on: cores), on: cores)
    case .polynomial(let degree, let offset):
      PolynomialKernel.train(rows, degree: degree, offset: offset, on: cores)
    }
  }

  /// K between some rows and others, t×n.
  func between(
    _ some: Matrix<Double>, _ others: Matrix<Double>, on cores: Cores
  ) -> Matrix<Double> {
    switch self {
    case .infinite: InfiniteKernel.queries(some, others, on: cores)
    case .empirical(let weights):
      EmpiricalKernel.queries(
        some, BitMatrix(activationsOf: some, weights: weights, on: cores), others,
        BitMatrix(activationsOf: others, weights: weights, on: cores), on: cores)
    case .polynomial(let degree, let offset):
      PolynomialKernel.queries(some, others, degree: degree, offset: offset, on: cores)
    }
  }

  /// Refuses rows that the kernel was not made from: a few of its rows are computed again and compared.
  ///
  /// An activation within rounding of zero may come out on either side, so a few units are allowed for.
  func check(
    _ rows: Matrix<Double>, of training: Matrix<Double>, port: String, on cores: Cores,
    kernelRows: ([Int]) -> Matrix<Double>
  ) throws(StageError) {
    let count = rows.rows
    guard count > 0, case let width = rows.columns, width == training.columns else {
      throw .unsuitable(
        port: port, cause: "its rows are not those of the kernel",
        remedy: "wire the features that the kernel was made from")
    }
    if case .empirical(let weights) = self, weights.columns != width {
      throw .unsuitable(
        port: "network", cause: "it reads \(weights.columns) columns, the rows have \(width)",
        remedy: "wire the network that the kernel was made with")
    }
    let chosen = [0, count / 2, count - 1]
    let again = between(rows.gathered(rows: chosen), training, on: cores)
    let stored = kernelRows(chosen)
    let pairs = zip(again.elements, stored.elements)
    let scale = stored.elements.reduce(0) { max($0, abs($1)) }
    let units = if case .empirical(let weights) = self { Double(weights.rows) } else { 1e9 }
    guard pairs.allSatisfy({ abs($0 - $1) <= scale * (1e-9 + 4 / units) }) else {
      throw .unsuitable(
        port: port, cause: "the kernel's entries are not those of its rows",
        remedy: "wire the features and the network that the kernel was made from")
    }
  }
}
