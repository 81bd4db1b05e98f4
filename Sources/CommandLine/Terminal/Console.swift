internal import Glibc
internal import Synchronization

/// Where text goes: results to standard output, everything else to standard error.
struct Console: Sendable {
  /// Colours on standard output.
  var results: Style
  /// Colours on standard error.
  var messages: Style
  /// Whether standard error is a terminal that can be drawn on.
  var canRedraw: Bool
  var isQuiet = false

  init(invocation: Invocation?, environment: [String: String]) {
    let choice = invocation?[.color]
    let isTerminal = isatty(2) == 1
    results = .decide(choice: choice, isTerminal: isatty(1) == 1, environment: environment)
    messages = .decide(choice: choice, isTerminal: isTerminal, environment: environment)
    // Lines of JSON on the same terminal would be erased with what is drawn there.
    let isShared = invocation?.has(.json) == true && isatty(1) == 1
    canRedraw = isTerminal && !isShared && environment["TERM"] != "dumb"
    isQuiet = invocation?.has(.quiet) ?? false
  }

  private static let outputError = Atomic<Int32>(0)

  /// Why something that was printed did not arrive; `nil` when all did, or nobody reads it.
  static var lostOutput: SystemError? {
    let code = outputError.load(ordering: .relaxed)
    return code == 0 ? nil : SystemError(code: code)
  }

  /// Prints a result.
  func result(_ text: String) { Self.write(text + "\n", to: 1) }

  /// Prints an error.
  func error(_ text: String) { Self.write(text + "\n", to: 2) }

  /// Prints what `--quiet` leaves out.
  func message(_ text: String) {
    if !isQuiet { Self.write(text + "\n", to: 2) }
  }

  /// Writes all of `text`; that nobody reads any more is no trouble of ours, a full disk is.
  static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&place, 1, -1)
      } else if errno != EINTR {
        if descriptor == 1, errno != EPIPE { outputError.store(errno, ordering: .relaxed) }
        return
      }
    }
  }

  /// The columns of the terminal at standard error.
  static var width: Int {
    var size = winsize()
    return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// The rows of the terminal at standard error.
  static var height: Int {
    var size = winsize()
    return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0 ? Int(size.ws_row) : 24
  }
}
