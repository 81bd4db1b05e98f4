internal import Numerics
internal import Pipeline

/// Training rows in their attacked version, with all that their kernels are computed from; the attention context is frozen.
///
/// The ports are those of `OneAtATime`.
struct AttackedRows {
  /// Which training rows, as places in the kernel.
  let places: [Int]
  private let family: KernelFamily
  private let new: Matrix<Double>
  private let training: Matrix<Double>
  private let queries: Matrix<Double>

  init(
    _ inputs: Inputs, _ problem: RidgeProblem, at places: [Int], on cores: Cores
  ) throws(StageError) {
    let (kernel, features) = (problem.kernel, try inputs[OneAtATime.features])
    guard features.ids == kernel.ids else {
      throw .unsuitable(
        port: OneAtATime.features.name, cause: "its rows are not the kernel's",
        remedy: "wire the features that the kernel was made from")
    }
    family = try KernelFamily(of: kernel, network: inputs[OneAtATime.network])
    try family.check(
      features.matrix, of: features.matrix, port: OneAtATime.features.name, on: cores
    ) { kernel.operation.rows($0, on: cores) }
    queries = try Self.queries(inputs, kernel)
    try family.check(
      queries, of: features.matrix, port: OneAtATime.queries.name, on: cores
    ) { problem.queries.gathered(rows: $0) }
    let pixels = try Self.pixels(of: places.map { kernel.ids[$0] }, inputs, features)
    self.places = places
    new = features.map.apply(pixels, on: cores)
    training = features.matrix
  }

  /// Some of the rows, each to be put in the place of itself alone.
  func replacement(_ block: Range<Int>, on cores: Cores) -> Replacement {
    let rows = new.gathered(rows: Array(block))
    let own = family.train(rows, on: cores)
    return Replacement(
      rows: Array(places[block]), kernelRows: family.between(rows, training, on: cores),
      ownKernels: block.indices.map { own[$0 - block.lowerBound, $0 - block.lowerBound] },
      queryRows: family.between(rows, queries, on: cores))
  }

  /// The kernels of all rows, when all training rows are attacked.
  func versions(on cores: Cores) -> RowVersions {
    RowVersions(
      mixed: family.between(training, new, on: cores), new: family.train(new, on: cores),
      queries: family.between(queries, new, on: cores))
  }

  /// What mapping `count` attacked rows and computing their kernels with each other and with all others takes.
  static func work(_ inputs: InputShapes, rows count: Int) -> Work {
    let (n, t) = (inputs[OneAtATime.kernel, "rows"], inputs[OneAtATime.kernel, "queries"])
    let d = inputs[OneAtATime.features, "columns"]
    let pixels = inputs[OneAtATime.attacked, "columns"]
    let units = inputs[OneAtATime.network, "width"]
    return .product(count, pixels, d) + .product(2 * n + count, d, units)
      + .product(count, d, n + t + min(count, 256))
      + .passes(max(12, Double(units) / 500), over: 8 * count * (n + t))
  }

  /// The test rows: those that are wired, or those that the kernel holds.
  private static func queries(
    _ inputs: Inputs, _ kernel: Kernel
  ) throws(StageError) -> Matrix<Double> {
    if let wired = try inputs[OneAtATime.queries] {
      guard wired.ids == kernel.queryIds else {
        throw .unsuitable(
          port: OneAtATime.queries.name, cause: "its rows are not the kernel's",
          remedy: "wire the test rows that the kernel was made with")
      }
      return wired.matrix
    }
    guard let rows = kernel.queryRows else {
      throw .unsuitable(
        port: OneAtATime.kernel.name, cause: "it does not hold its test rows",
        remedy: "wire ‘queries’, or use EmpiricalNTK or InfiniteNTK")
    }
    return rows
  }

  /// The attacked images of these ids.
  private static func pixels(
    of ids: [Int64], _ inputs: Inputs, _ features: Features
  ) throws(StageError) -> Matrix<Double> {
    let data = try inputs[OneAtATime.attacked]
    guard data.inputs.columns == features.map.columns else {
      throw .unsuitable(
        port: OneAtATime.attacked.name,
        cause: "\(data.inputs.columns) columns, the features' map reads \(features.map.columns)",
        remedy: "wire the attacked version of the images")
    }
    let places = Dictionary(
      zip(data.ids, data.ids.indices), uniquingKeysWith: { first, _ in first })
    var rows: [Int] = []
    for id in ids {
      guard let place = places[id] else {
        throw .unsuitable(
          port: OneAtATime.attacked.name, cause: "it has no image with the id \(id)",
          remedy: "wire the attacked version of the images")
      }
      rows.append(place)
    }
    return data.inputs.gathered(rows: rows)
  }
}
