internal import Glibc

/// A well-known program of the system at work, found on the search path.
struct ToolProcess {
  private let id: pid_t
  private let errors: Int32

  /// Starts `words[0]` with the rest as its arguments; the error is the system's number.
  init(_ words: [String]) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError(code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for word in arguments { free(word) } }
    var id = pid_t()
    let status = posix_spawnp(&id, words[0], &actions, nil, &arguments, environ)
    guard status == 0 else {
      close(ends[0])
      throw SystemError(code: status)
    }
    self.id = id
    errors = ends[0]
  }

  /// Waits for the end; gives the exit status, negative for a signal, and the first line of standard error.
  ///
  /// `tick` is called several times a second; when it gives false the program is ended.
  func wait(_ tick: () -> Bool = { true }) -> (status: Int32, complaint: String) {
    defer { close(errors) }
    var said: [UInt8] = []
    var isOpen = true
    while isOpen {
      var waits = [pollfd(fd: errors, events: Int16(POLLIN), revents: 0)]
      if poll(&waits, 1, 100) > 0 {
        let piece = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, filled in
          filled = max(0, read(errors, buffer.baseAddress, buffer.count))
        }
        isOpen = !piece.isEmpty
        said += piece.prefix(4096 - said.count)
      }
      if !tick() { kill(id, SIGKILL) }
    }
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 && errno == EINTR {}
    let lines = String(decoding: said, as: UTF8.self).split(whereSeparator: \.isNewline)
    let code = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    return (code, lines.first.map(String.init) ?? "")
  }
}
