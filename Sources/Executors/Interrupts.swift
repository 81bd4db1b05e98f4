internal import Glibc
internal import Synchronization

/// SIGINT, SIGTERM and SIGHUP as bytes on a pipe, so that a `poll` loop sees them in its turn.
package final class Interrupts {
  /// The end of the pipe that the handler writes to; a handler can capture nothing.
  private static let written = Atomic<Int32>(-1)

  /// Readable after a signal came.
  let descriptor: Int32

  /// Watches for the signals from now on, for the rest of the process.
  package init() {
    guard let pipe = Descriptor.pipe() else {
      descriptor = -1
      return
    }
    descriptor = pipe.read
    Descriptor.makeNonblocking(pipe.read)
    Descriptor.makeNonblocking(pipe.write)
    Self.written.store(pipe.write, ordering: .sequentiallyConsistent)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      let saved = errno
      _ = Glibc.write(Interrupts.written.load(ordering: .relaxed), "!", 1)
      errno = saved
    }
    action.sa_flags = SA_RESTART
    // Whoever started us may have blocked them.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] {
      sigaddset(&signals, signal)
      var former = sigaction()
      sigaction(signal, nil, &former)
      // That a hang-up is ignored was asked for with `nohup`.
      if signal == SIGHUP && Self.isIgnored(former) { continue }
      sigaction(signal, &action, nil)
    }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// How many signals came since the last call.
  package func take() -> Int {
    var count = 0
    while descriptor >= 0, case .bytes(let bytes) = Descriptor.read(descriptor) {
      count += bytes.count
    }
    return count
  }
}
