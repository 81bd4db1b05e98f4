internal import Numerics

/// What a regression's outputs say of rows whose classes are known.
enum Answers {
  /// The class that a row of outputs stands for: the largest, or for one output its sign.
  static func answer(_ outputs: [Double]) -> Int {
    guard outputs.count > 1 else { return (outputs.first ?? 0) > 0 ? 1 : 0 }
    return outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
  }

  /// The share of rows whose answer is their class; nil without rows.
  static func accuracy(_ outputs: Matrix<Double>, _ labels: [Int32]) -> Double? {
    guard outputs.rows > 0 else { return nil }
    let right = labels.indices.count { answer(outputs.row($0)) == Int(labels[$0]) }
    return Double(right) / Double(outputs.rows)
  }

  /// By how much the output of a row's class exceeds the largest other one; for one output y·f.
  static func margin(_ outputs: [Double], label: Int32) -> Double {
    guard outputs.count > 1 else { return (outputs.first ?? 0) * (label == 0 ? -1 : 1) }
    let others = outputs.indices.filter { $0 != Int(label) }.map { outputs[$0] }
    return outputs[Int(label)] - (others.max() ?? 0)
  }

  /// The margin of each row.
  static func margins(_ outputs: Matrix<Double>, _ labels: [Int32]) -> [Double] {
    labels.indices.map { margin(outputs.row($0), label: labels[$0]) }
  }

  /// The places of scores from the highest down; ties go to the smaller id.
  static func order(_ scores: [Double], ids: [Int64]) -> [Int] {
    scores.indices.sorted { a, b in
      scores[a] != scores[b] ? scores[a] > scores[b] : ids[a] < ids[b]
    }
  }
}
