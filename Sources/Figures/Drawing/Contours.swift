/// The closed lines around where a function on a grid reaches a height.
///
/// Marching squares: in every cell the line crosses the edges between a corner that reaches the height
/// and one that does not, at the place that linear interpolation gives. The grid is thought to be
/// surrounded by values below every height, so that all lines close, along its border where need be.
struct Contours {
  /// A place in steps of the grid, both counted from the first value.
  struct Place: Equatable {
    var x: Double
    var y: Double
  }

  private let values: [[Double]]
  private let width: Int
  private let height: Int

  /// Takes one list per line of the grid; lists that are shorter than the first lack values.
  init(_ values: [[Double]]) {
    self.values = values
    (width, height) = (values.first?.count ?? 0, values.count)
  }

  /// The outlines of where values are at least `level`: left of each line lies what is higher.
  func loops(at level: Double) -> [[Place]] {
    var next: [Int: Int] = [:]
    for row in -1..<height {
      for column in -1..<width {
        for (from, to) in crossings(row, column, level) {
          next[edge(from, row, column)] = edge(to, row, column)
        }
      }
    }
    var loops: [[Place]] = []
    for start in next.keys.sorted() where next[start] != nil {
      var loop: [Place] = []
      var edge = start
      while let following = next.removeValue(forKey: edge) {
        let place = place(on: edge, level)
        if loop.last != place { loop.append(place) }
        edge = following
      }
      if loop.count > 2 { loops.append(loop) }
    }
    return loops
  }

  private enum Side { case bottom, right, top, left }

  /// The lines through the cell whose lower left corner is the given one, from side to side.
  private func crossings(_ row: Int, _ column: Int, _ level: Double) -> [(Side, Side)] {
    let corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    let code = corners.enumerated().reduce(0) { code, corner in
      reaches(corner.element, level) ? code | 1 << corner.offset : code
    }
    switch code {
    case 1: return [(.bottom, .left)]
    case 2: return [(.right, .bottom)]
    case 3: return [(.right, .left)]
    case 4: return [(.top, .right)]
    case 5 where middleReaches(corners, level): return [(.bottom, .right), (.top, .left)]
    case 5: return [(.bottom, .left), (.top, .right)]
    case 6: return [(.top, .bottom)]
    case 7: return [(.top, .left)]
    case 8: return [(.left, .top)]
    case 9: return [(.bottom, .top)]
    case 10 where middleReaches(corners, level): return [(.left, .bottom), (.right, .top)]
    case 10: return [(.right, .bottom), (.left, .top)]
    case 11: return [(.right, .top)]
    case 12: return [(.left, .right)]
    case 13: return [(.bottom, .right)]
    case 14: return [(.left, .bottom)]
    default: return []
    }
  }

  private func reaches(_ corner: (Int, Int), _ level: Double) -> Bool {
    value(corner).map { $0 >= level } ?? false
  }

  private func middleReaches(_ corners: [(Int, Int)], _ level: Double) -> Bool {
    let known = corners.compactMap(value)
    return known.count == 4 && known.reduce(0) { $0 + $1 / 4 } >= level
  }

  private func value(_ corner: (row: Int, column: Int)) -> Double? {
    guard values.indices.contains(corner.row), values[corner.row].indices.contains(corner.column)
    else { return nil }
    let value = values[corner.row][corner.column]
    return value.isFinite ? value : nil
  }

  /// A number for each edge of the surrounded grid: even for level ones, odd for upright ones.
  private func edge(_ side: Side, _ row: Int, _ column: Int) -> Int {
    let (row, column) = (row + 1, column + 1)
    switch side {
    case .bottom: return 2 * (row * (width + 2) + column)
    case .top: return 2 * ((row + 1) * (width + 2) + column)
    case .left: return 2 * (row * (width + 2) + column) + 1
    case .right: return 2 * (row * (width + 2) + column + 1) + 1
    }
  }

  private func place(on edge: Int, _ level: Double) -> Place {
    let (row, column) = (edge / 2 / (width + 2) - 1, edge / 2 % (width + 2) - 1)
    let isLevel = edge % 2 == 0
    let ends = ((row, column), isLevel ? (row, column + 1) : (row + 1, column))
    let share: Double
    switch (value(ends.0), value(ends.1)) {
    case (let a?, let b?): share = a == b ? 0.5 : (level - a) / (b - a)
    case (nil, .some): share = 1
    default: share = 0
    }
    return Place(
      x: Double(column) + (isLevel ? share : 0), y: Double(row) + (isLevel ? 0 : share))
  }
}
