/// Places points over one category side by side, so that none hides another as far as there is room.
enum Swarm {
  /// How far apart two marks stand: when neither covers the other, and closer where they are many.
  private static let distances = [9, 7, 5.5, 4]

  /// How far each point of each series is moved sideways; nothing moves along an axis of numbers, or where lines join the points.
  static func shifts(in frame: Frame) -> [[Double]] {
    var shifts = frame.plot.series.map { [Double](repeating: 0, count: $0.points.count) }
    guard frame.plot.kind == .scatter, case .categories(_, _, let slot) = frame.across else {
      return shifts
    }
    var marks: [String: [(series: Int, point: Int, height: Double)]] = [:]
    for (series, points) in frame.plot.series.map(\.points).enumerated() {
      for (index, point) in points.enumerated() {
        guard let height = frame.place(point)?.y else { continue }
        marks[point.x.text, default: []].append((series, index, height))
      }
    }
    for marks in marks.values {
      let offsets = offsets(of: marks.map(\.height), within: slot / 2 - 4.5)
      for (mark, offset) in zip(marks, offsets) { shifts[mark.series][mark.point] = offset }
    }
    return shifts
  }

  /// For points at these heights the place nearest to the middle that is free, at most `reach` away.
  ///
  /// Where there is no room for all at full distance they move closer together; at the smallest distance a point without
  /// a place stands where its neighbours are farthest.
  static func offsets(of heights: [Double], within reach: Double) -> [Double] {
    for distance in distances.dropLast() {
      if let offsets = offsets(of: heights, within: reach, apart: distance, forced: false) {
        return offsets
      }
    }
    return offsets(of: heights, within: reach, apart: distances.last ?? 0, forced: true) ?? []
  }

  private static func offsets(
    of heights: [Double], within reach: Double, apart distance: Double, forced: Bool
  ) -> [Double]? {
    let steps = max(0, Int(reach / distance * 2))
    let candidates = (0...steps).map { Double($0) * distance / 2 }.flatMap { [$0, -$0] }
    var offsets = [Double](repeating: 0, count: heights.count)
    var placed: [Int] = []
    for index in heights.indices.sorted(by: { (heights[$0], $0) < (heights[$1], $1) }) {
      // Heights rise, so that only the last ones can be near.
      placed.removeAll { heights[index] - heights[$0] >= distance }
      func room(_ offset: Double) -> Double {
        placed.reduce(.infinity) { least, other in
          let (dx, dy) = (offsets[other] - offset, heights[other] - heights[index])
          return min(least, dx * dx + dy * dy)
        }
      }
      if let free = candidates.first(where: { room($0) >= distance * distance }) {
        offsets[index] = free
      } else {
        guard forced else { return nil }
        offsets[index] = candidates.max { room($0) < room($1) } ?? 0
      }
      placed.append(index)
    }
    return offsets
  }
}
