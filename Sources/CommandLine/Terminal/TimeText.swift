/// Durations for people: `35 ms`, `8.4 s`, `2 min 5 s`, `1 h 3 min`.
package enum TimeText {
  package static func text(_ seconds: Double) -> String {
    let tenths = (seconds * 10).rounded()
    if seconds < 0.1 { return "\(Int((seconds * 1000).rounded())) ms" }
    if tenths < 600 { return "\(tenths / 10) s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    let minutes = Int((seconds / 60).rounded())
    return "\(minutes / 60) h \(minutes % 60) min"
  }
}
