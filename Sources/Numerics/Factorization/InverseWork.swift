/// The inversion of a triangle in its own memory while it runs.
///
/// Block column by block column from the last, M[j+1…, j] = −M[j+1…, j+1…]·L[j+1…, j]·M[j, j] (Golub and Van Loan, 3.1): the
/// panel P = −L[j+1…, j]·M[j, j] is made in memory of its own, then tile (i, j) is Σ_k M[i, k]·P[k] over k from i down to
/// j + 1. Two such panels alternate, so that one is made while the tiles of the other are computed.
final class InverseWork: Sendable {
  private let triangle: PanelTriangle
  /// How many panels, from the first one on, still hold the factor.
  private let remaining: Int
  private let records: RegressionRecords?
  private let meter: WorkMeter
  private let cores: Cores
  private let scratch: [TileBuffer<Double>]
  /// How many tiles of each row of tiles are final, counted from the diagonal to the left.
  private let rows: LineProgress
  /// How many blocks of each panel's P are made.
  private let prepared: LineProgress
  /// How many tiles of each panel are final.
  private let panels: LineProgress
  /// How many panels are kept, from the last one on: their records have to come in order.
  private let kept: LineProgress

  init(
    _ triangle: PanelTriangle, inverted: Int, _ records: RegressionRecords?, _ meter: WorkMeter,
    _ cores: Cores
  ) {
    self.triangle = triangle
    remaining = triangle.blocks.count - inverted
    self.records = records
    self.meter = meter
    self.cores = cores
    let count = triangle.blocks.count
    let largest = triangle.size * (triangle.blocks.count > 0 ? triangle.step(0) : 0)
    scratch = [TileBuffer(uninitialized: largest), TileBuffer(uninitialized: largest)]
    rows = LineProgress(lines: count, on: cores)
    prepared = LineProgress(lines: count, on: cores)
    panels = LineProgress(lines: count, on: cores)
    kept = LineProgress(lines: 1, on: cores)
    kept.set(0, inverted)
    for row in 0..<count { rows.set(row, row < remaining ? 1 : row - remaining + 1) }
    for panel in remaining..<count {
      panels.set(panel, count - 1 - panel)
      meter.add((count - 1 - panel) * (count - panel) / 2)
    }
  }

  private var count: Int { triangle.blocks.count }

  func run() {
    cores.forEach(remaining) { [triangle] index in
      let width = triangle.step(index)
      let failed = Double.trtri(width, triangle.tile(index, index))
      precondition(failed == 0, "a Cholesky factor has no zero on its diagonal")
    }
    var tasks: [PanelTask] = []
    for panel in (0..<remaining).reversed() {
      tasks += (panel + 1..<max(panel + 1, count)).map { .prepare(row: $0, panel: panel) }
      tasks += (panel + 1..<max(panel + 1, count)).reversed().map { .tile(row: $0, column: panel) }
      if records != nil, panel + 1 < remaining { tasks.append(.keep(panel: panel + 1)) }
    }
    if records != nil, remaining > 0 { tasks.append(.keep(panel: 0)) }
    let order = tasks
    cores.forEach(order.count) { index in
      switch order[index] {
      case .prepare(let row, let panel): prepare(row, panel)
      case .tile(let row, let column): if finish(row, column) { meter.add(row - column) }
      case .keep(let panel): keep(panel)
      }
    }
  }

  /// P[row] = −L[row, panel]·M[panel, panel].
  private func prepare(_ row: Int, _ panel: Int) {
    // The memory was last used two panels ago.
    if panel + 2 < count {
      guard panels.wait(panel + 2, atLeast: count - 3 - panel) else { return }
    }
    let (height, width) = (triangle.blocks[row].count, triangle.step(panel))
    let target = place(row, panel)
    target.update(from: triangle.tile(row, panel), count: height * width)
    Double.trmm(
      .right, height, width, alpha: -1, triangle.tile(panel, panel), width, target, width)
    prepared.advance(panel)
  }

  /// M[row, column] = Σ_k M[row, k]·P[k]; false when the work was given up.
  private func finish(_ row: Int, _ column: Int) -> Bool {
    guard prepared.wait(column, atLeast: count - 1 - column),
      rows.wait(row, atLeast: row - column)
    else { return false }
    let (height, width) = (triangle.blocks[row].count, triangle.step(column))
    let tile = triangle.tile(row, column)
    tile.update(from: place(row, column), count: height * width)
    Double.trmm(.left, height, width, alpha: 1, triangle.tile(row, row), height, tile, width)
    for k in (column + 1..<row).reversed() {
      Double.gemm(
        transposeA: false, transposeB: false, height, width, triangle.step(k), alpha: 1,
        triangle.tile(row, k), triangle.step(k), place(k, column), width, beta: 1, tile, width)
    }
    rows.advance(row)
    panels.advance(column)
    return true
  }

  /// Where P[row] of a panel stands.
  private func place(_ row: Int, _ panel: Int) -> UnsafeMutablePointer<Double> {
    let below = triangle.blocks[row].lowerBound - triangle.blocks[panel].upperBound
    return scratch[panel % 2].start + below * triangle.step(panel)
  }

  /// Keeps a panel of the inverse, then gives up the same one of the factor.
  private func keep(_ panel: Int) {
    let before = count - 1 - panel
    guard let records, panels.wait(panel, atLeast: before), kept.wait(0, atLeast: before) else {
      return
    }
    records.inverse.save(triangle.view(panel))
    records.factor.truncate(to: panel)
    kept.set(0, before + 1)
  }
}
