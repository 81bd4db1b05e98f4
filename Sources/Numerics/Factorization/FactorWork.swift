private import Synchronization

/// One Cholesky factorization while it runs.
final class FactorWork<Source: SymmetricTiles>: Sendable {
  private let matrix: Source
  private let ridge: Double
  private let triangle: PanelTriangle
  private let log: (any RecordLog)?
  private let meter: WorkMeter
  private let cores: Cores
  /// How many tiles of each row of tiles are final.
  private let rows: LineProgress
  /// How many panels are kept: their records have to come in order.
  private let kept: LineProgress
  private let failure = Mutex<NumericsError?>(nil)

  init(
    matrix: Source, ridge: Double, triangle: PanelTriangle, log: (any RecordLog)?,
    meter: WorkMeter, cores: Cores
  ) {
    self.matrix = matrix
    self.ridge = ridge
    self.triangle = triangle
    self.log = log
    self.meter = meter
    self.cores = cores
    rows = LineProgress(lines: triangle.blocks.count, on: cores)
    kept = LineProgress(lines: 1, on: cores)
  }

  func run() throws(NumericsError) {
    let count = triangle.blocks.count
    let found = loadPanels()
    var tasks: [PanelTask] = []
    for column in found..<count {
      tasks += (column..<count).map { .tile(row: $0, column: column) }
      // A panel is kept while the next one is computed: by then nobody has to be waited for.
      if log != nil, column > found { tasks.append(.keep(panel: column - 1)) }
    }
    if log != nil, found < count { tasks.append(.keep(panel: count - 1)) }
    let order = tasks
    cores.forEach(order.count) { index in
      guard !rows.isStopped else { return }
      switch order[index] {
      case .tile(let row, let column):
        if finish(row, column) { meter.add(column + 1) }
      case .keep(let panel): keep(panel)
      case .prepare: break
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private func loadPanels() -> Int {
    guard let log else { return 0 }
    let count = triangle.blocks.count
    let found = triangle.load(0..<min(log.count, count), from: log) { $0 }
    log.truncate(to: found)
    for row in 0..<count { rows.set(row, min(found, row + 1)) }
    kept.set(0, found)
    for panel in 0..<found { meter.add((count - panel) * (panel + 1)) }
    return found
  }

  private func keep(_ column: Int) {
    for row in column..<triangle.blocks.count {
      guard rows.wait(row, atLeast: column + 1) else { return }
    }
    guard kept.wait(0, atLeast: column) else { return }
    log?.save(triangle.view(column))
    kept.set(0, column + 1)
  }

  /// Computes one tile; false when the work was given up.
  private func finish(_ row: Int, _ column: Int) -> Bool {
    let (blocks, tile) = (triangle.blocks, triangle.tile(row, column))
    let (height, width) = (blocks[row].count, blocks[column].count)
    matrix.fill(rows: blocks[row], columns: blocks[column], into: tile, step: width)
    for k in 0..<column {
      guard rows.wait(row, atLeast: k + 1), rows.wait(column, atLeast: k + 1) else { return false }
      let (left, depth) = (triangle.tile(row, k), triangle.step(k))
      if row == column {
        Double.syrk(
          transpose: false, height, depth, alpha: -1, left, depth, beta: 1, tile, width)
      } else {
        Double.gemm(
          transposeA: false, transposeB: true, height, width, depth, alpha: -1, left, depth,
          triangle.tile(column, k), depth, beta: 1, tile, width)
      }
    }
    if row == column {
      guard factorize(tile, blocks[row]) else { return false }
    } else {
      guard rows.wait(column, atLeast: column + 1) else { return false }
      Double.trsm(
        .right, transpose: true, height, width, triangle.tile(column, column), width, tile, width)
    }
    rows.set(row, column + 1)
    return true
  }

  private func factorize(_ tile: UnsafeMutablePointer<Double>, _ block: Range<Int>) -> Bool {
    let width = block.count
    for index in 0..<width { tile[index * width + index] += ridge }
    let failed = Double.potrf(width, tile)
    for offset in 0..<(failed > 0 ? failed : width) {
      let value = tile[offset * width + offset]
      guard value.isFinite && (failed == 0 || offset < failed - 1) else {
        failure.withLock {
          $0 = .notPositiveDefinite(pivot: block.lowerBound + offset, value: value)
        }
        rows.stop()
        return false
      }
      (tile + offset * width + offset + 1).update(repeating: 0, count: width - offset - 1)
    }
    return true
  }
}

/// A step of the work on a triangle.
enum PanelTask {
  /// Computing a tile.
  case tile(row: Int, column: Int)
  /// Making ready what the tiles of a panel need of one row of tiles.
  case prepare(row: Int, panel: Int)
  /// Keeping a finished panel.
  case keep(panel: Int)
}
