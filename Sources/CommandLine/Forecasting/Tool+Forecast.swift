internal import Engine
internal import Pipeline
private import Synchronization

extension Tool {
  /// Runs that are done sooner than this are not foretold.
  private static let shortest = 5.0

  /// What carrying out a plan takes; `nil` when that is certainly little, or cannot be told.
  ///
  /// The machine is measured only when something is to run that was never timed and might take long.
  func forecast(_ plan: Plan, cores: Int) -> Forecast? {
    guard plan.nodes.contains(where: { $0.isNeeded && !$0.decision.isHit }) else { return nil }
    // More jobs than cores are no faster, and would be measured with an array each.
    let cores = min(cores, Machine.current.cores)
    let files = FilesOnce()
    let workload = plan.workload { files.open($0) }
    var forecast = workload.forecast(at: .slow, on: cores)
    if forecast.seconds >= Self.shortest, forecast.fromOperations > 0 {
      guard let rates = MachineRates.measured(cores: cores) else { return nil }
      forecast = workload.forecast(at: rates, on: cores)
    }
    return forecast.seconds >= Self.shortest ? forecast : nil
  }
}

/// Files that settings name, each read once; of what is too large to be held beside a run, sizes are not known.
private final class FilesOnce: Sendable {
  private static var largest: Int { 256 << 20 }
  private let contents = Mutex<[String: [UInt8]?]>([:])

  func open(_ file: InputFile) -> (any Bytes)? {
    contents.withLock { contents in
      if let known = contents[file.path] { return known }
      let read = try? PlainFile.read(file.path, limit: Self.largest).get()
      let content = read.flatMap { $0.count > Self.largest ? nil : $0 }
      contents.updateValue(content, forKey: file.path)
      return content
    }
  }
}
