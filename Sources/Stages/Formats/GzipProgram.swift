#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import Pipeline

/// One run of the system's `gzip -dc`, fed from memory and read back into memory.
///
/// One thread does both, so that neither side can wait for the other: what goes in is offered
/// only as far as the program takes it.
struct GzipProgram {
  /// How the program ended.
  struct Ending {
    /// The exit status, 0 for success, 2 for a warning.
    var status: Int32
    /// What it wrote to standard error, at most 4 KiB.
    var complaint: String
    /// Whether more came out than was asked for, so that the program was stopped.
    var isStopped: Bool
  }

  private var input: Int32
  private var output: Int32
  private var errors: Int32
  private let process: pid_t

  /// Starts the program; `nil` when it is not there or the machine cannot start it.
  init?() {
    // Sockets, since a send can be told not to raise SIGPIPE; no other child inherits them.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    var pairs: [[Int32]] = []
    for _ in 0..<3 {
      var pair: [Int32] = [-1, -1]
      guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
        for descriptor in pairs.joined() { close(descriptor) }
        return nil
      }
      pairs.append(pair)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, pair) in pairs.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, pair[1], Int32(target))
    }
    var process: pid_t = 0
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("gzip"), strdup("-dc"), nil]
    let failure = posix_spawnp(&process, "gzip", &actions, nil, &words, environ)
    for word in words { free(word) }
    for pair in pairs { close(pair[1]) }
    guard failure == 0 else {
      for pair in pairs { close(pair[0]) }
      return nil
    }
    (input, output, errors) = (pairs[0][0], pairs[1][0], pairs[2][0])
    self.process = process
  }

  /// Feeds `bytes` and appends what comes out to `content`, at most up to `capacity` bytes.
  mutating func run(
    _ bytes: UnsafeRawBufferPointer, into content: inout [UInt8], capacity: Int
  ) -> Ending {
    var fed = 0
    var complaint: [UInt8] = []
    var isStopped = false
    while output >= 0 || errors >= 0 {
      var waits = [
        pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&waits, nfds_t(waits.count), -1) >= 0 || errno == EINTR else { break }
      if waits[0].revents != 0 { feed(bytes, &fed) }
      if waits[1].revents != 0 { Self.take(from: &output, into: &content) }
      if waits[2].revents != 0 { Self.take(from: &errors, into: &complaint, keeping: 4096) }
      if content.count > capacity {
        content.removeLast(content.count - capacity)
        isStopped = true
        kill(process, SIGKILL)
        break
      }
    }
    return Ending(
      status: end(), complaint: String(decoding: complaint, as: UTF8.self), isStopped: isStopped)
  }

  private mutating func feed(_ bytes: UnsafeRawBufferPointer, _ fed: inout Int) {
    let rest = UnsafeRawBufferPointer(rebasing: bytes[fed...].prefix(1 << 20))
    let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    let sent = rest.isEmpty ? 0 : send(input, rest.baseAddress, rest.count, flags)
    if sent > 0 { fed += sent }
    let isRefused = sent < 0 && errno != EAGAIN && errno != EINTR
    if isRefused || fed == bytes.count { Self.shut(&input) }
  }

  private static func take(
    from descriptor: inout Int32, into content: inout [UInt8], keeping limit: Int = .max
  ) {
    let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    if piece.isEmpty { shut(&descriptor) }
    content += piece.prefix(max(0, limit - content.count))
  }

  private static func shut(_ descriptor: inout Int32) {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  /// Closes everything and waits for the program.
  private mutating func end() -> Int32 {
    Self.shut(&input)
    Self.shut(&output)
    Self.shut(&errors)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -1
  }
}
