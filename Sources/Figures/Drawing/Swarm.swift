/// Places points over one category side by side, so that none hides another.
enum Swarm {
  /// How far apart two marks stand when neither covers the other.
  private static let distance = 9.0

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
      let offsets = offsets(of: marks.map(\.height), within: slot / 2 - distance / 2)
      for (mark, offset) in zip(marks, offsets) { shifts[mark.series][mark.point] = offset }
    }
    return shifts
  }

  /// For points at these heights the place nearest to the middle that is free, at most `reach` away; the middle where none is.
  static func offsets(of heights: [Double], within reach: Double) -> [Double] {
    let steps = max(0, Int(reach / distance * 2))
    let candidates = (0...steps).map { Double($0) * distance / 2 }.flatMap { [$0, -$0] }
    var offsets = [Double](repeating: 0, count: heights.count)
    var placed: [Int] = []
    for index in heights.indices.sorted(by: { (heights[$0], $0) < (heights[$1], $1) }) {
      let free = candidates.first { offset in
        placed.allSatisfy { other in
          let (dx, dy) = (offsets[other] - offset, heights[other] - heights[index])
          return dx * dx + dy * dy >= distance * distance
        }
      }
      offsets[index] = free ?? 0
      placed.append(index)
    }
    return offsets
  }
}
