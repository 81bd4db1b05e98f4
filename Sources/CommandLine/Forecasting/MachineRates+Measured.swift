internal import Engine
internal import Glibc
internal import Numerics

extension MachineRates {
  /// What each of `cores` cores does while all of them are busy, found in about a tenth of a second; `nil` without a BLAS.
  ///
  /// By the clock of each thread, which stands still while others have the core: what else runs on the machine now may be over
  /// when the run gets going.
  static func measured(cores: Int) -> MachineRates? {
    guard case .success = BLAS.library else { return nil }
    let (side, length) = (768, 1 << 22)
    let tries = Cores(cores).map(cores) { _ in
      let factor = Matrix<Double>(
        rows: side, columns: side, (0..<side * side).map { Double($0 % 7) })
      let products = fastest(of: 4) { Matrix.product(factor, factor, on: .one) }
      var array = Matrix<Double>(rows: 1, columns: length)
      let passes = fastest(of: 4) { array.scale(by: 0.5) }
      return (products, passes)
    }
    let slowest = (tries ?? []).reduce((0, 0)) { (max($0.0, $1.0), max($0.1, $1.1)) }
    guard slowest.0 > 0, slowest.1 > 0 else { return nil }
    let operations = 2 * Double(side * side * side)
    return MachineRates(
      products: operations / slowest.0, bytes: 16 * Double(length) / slowest.1)
  }

  /// The seconds that the fastest of some calls has the core.
  private static func fastest<Result>(of count: Int, _ body: () -> Result) -> Double {
    (0..<count).map { _ in
      let start = threadSeconds
      _ = body()
      return threadSeconds - start
    }.min() ?? 0
  }

  private static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
