/// Durations for people: `35 ms`, `8.4 s`, `2 min 5 s`, `1 h 3 min`.
package enum TimeText {
  package static func text(_ seconds: Double) -> String {
    let seconds = bounded(seconds)
    let tenths = (seconds * 10).rounded()
    if seconds < 0.1 { return "\(Int((seconds * 1000).rounded())) ms" }
    if tenths < 600 { return "\(tenths / 10) s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    let minutes = Int((seconds / 60).rounded())
    return "\(minutes / 60) h \(minutes % 60) min"
  }

  /// A duration to as many digits as a forecast deserves: `12 s`, `4 min`, `1 h 30 min`, `26 h`, `12 days`.
  package static func rough(_ seconds: Double) -> String {
    let seconds = bounded(seconds)
    switch seconds {
    case ..<90: return "\(Int(seconds.rounded())) s"
    case ..<(90 * 60): return "\(Int((seconds / 60).rounded())) min"
    case ..<(10 * 3600):
      let tens = Int((seconds / 600).rounded())
      return tens % 6 == 0 ? "\(tens / 6) h" : "\(tens / 6) h \(tens % 6 * 10) min"
    case ..<(72 * 3600): return "\(Int((seconds / 3600).rounded())) h"
    default: return "\(Int((seconds / 86_400).rounded())) days"
    }
  }

  /// Forecasts of what will never end are longer than any integer.
  private static func bounded(_ seconds: Double) -> Double {
    seconds.isNaN ? 0 : min(max(seconds, 0), 1e15)
  }
}
