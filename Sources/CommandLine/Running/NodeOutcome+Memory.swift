internal import Engine

extension NodeOutcome {
  /// What a stage used beside what its formula had said, when the kernel tells.
  var memoryText: String? {
    guard peakMemory > 0 else { return nil }
    let promise = promisedMemory > 0 ? " of \(ByteCount.text(promisedMemory)) promised" : ""
    return "peak memory \(ByteCount.text(peakMemory))\(promise)"
  }

  /// What somebody should know whose machine is planned by these promises.
  var memoryWarning: String? {
    guard isOverPromise else { return nil }
    return "used \(ByteCount.text(peakMemory)) of memory and had promised to need at most "
      + "\(ByteCount.text(promisedMemory)); run it with fewer neighbours, or correct the stage's "
      + "memory formula"
  }
}
