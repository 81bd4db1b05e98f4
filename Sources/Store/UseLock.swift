internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// The one lock of the whole store: its users share it, garbage collection has it alone.
///
/// It dies with its holder, so nothing is ever judged by age, process number or host name.
final class UseLock: Sendable {
  private let disk: any Disk
  private let options: DiskStore.Options
  private let held: Mutex<OpenFile?>

  /// Shares the store, waiting for garbage collection to end.
  init(disk: any Disk, options: DiskStore.Options) throws(StoreError) {
    self.disk = disk
    self.options = options
    let (file, outcome) = try Self.take(.shared, disk, options)
    held = Mutex(file)
    if outcome == .unsupported { options.warn(.noLocks(path: disk.name)) }
  }

  deinit { held.withLock { $0.map(disk.close) } }

  /// Runs `body` while nobody else uses the store; then shares it again.
  ///
  /// - Parameter trusting: Go on where the file system has no locks.
  func alone<Value>(
    trusting: Bool, _ body: (_ locked: Bool) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    swap(nil)
    let (file, outcome): (OpenFile, LockOutcome)
    do throws(StoreError) {
      (file, outcome) = try Self.take(.exclusive, disk, options)
    } catch {
      swap(try Self.take(.shared, disk, options).file)
      throw error
    }
    swap(file)
    let result: Result<Value, StoreError> = Result { () throws(StoreError) in
      guard trusting || outcome == .taken else { throw .noLocks(path: disk.name) }
      return try body(outcome == .taken)
    }
    swap(nil)
    swap(try Self.take(.shared, disk, options).file)
    return try result.get()
  }

  private func swap(_ file: OpenFile?) {
    held.withLock { current in
      if let current { disk.close(current) }
      current = file
    }
  }

  private static func take(
    _ kind: LockKind, _ disk: any Disk, _ options: DiskStore.Options
  ) throws(StoreError) -> (file: OpenFile, outcome: LockOutcome) {
    let file = try disk.open(.useLock, for: .lock)
    do throws(StoreError) {
      return (file, try wait(kind, file, disk, options))
    } catch {
      disk.close(file)
      throw error
    }
  }

  private static func wait(
    _ kind: LockKind, _ file: OpenFile, _ disk: any Disk, _ options: DiskStore.Options
  ) throws(StoreError) -> LockOutcome {
    let start = ContinuousClock.now
    var announced = false
    while true {
      let outcome = try disk.lock(file, kind)
      if outcome != .busy { return outcome }
      let waited = ContinuousClock.now - start
      if waited >= options.patience {
        throw .busy(path: disk.name, seconds: Int(options.patience.components.seconds))
      }
      if !announced, waited > .seconds(1) {
        announced = true
        options.warn(.waiting(path: disk.name))
      }
      usleep(20_000)
    }
  }
}
