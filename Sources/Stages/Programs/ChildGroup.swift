internal import Glibc

/// A process group for one program and all that it starts, which ends with this process at the latest.
///
/// It is led by a shell that only waits for its input to end, which happens when this process closes it or is gone, however
/// it went, and then kills the whole group. A group of its own alone would outlive a killed worker.
struct ChildGroup {
  private let leader: pid_t
  private let tether: Int32

  /// Starts the leader; the error is the system's number.
  static func start() -> Result<ChildGroup, SystemFailure> {
    // A socket is closed in other children from its first moment on, a pipe only once that was asked for.
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return .failure(.last) }
    defer { close(ends[1]) }
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    // The program may have made a group of its own, under its own number.
    let script = "read -r program; read -r end; kill -9 \"-$program\"; kill -9 0"
    let words = ["sh", "-c", script]
    let started = spawn(
      "/bin/sh", words, environment: [], in: "/", descriptors: [ends[1], null, null], group: 0)
    switch started {
    case .success(let leader):
      return .success(ChildGroup(leader: leader, tether: ends[0]))
    case .failure(let failure):
      close(ends[0])
      return .failure(failure)
    }
  }

  /// Starts a program in the group.
  func spawn(
    _ path: String, _ words: [String], environment: [String], in folder: String,
    descriptors: [Int32]
  ) -> Result<pid_t, SystemFailure> {
    let started = Self.spawn(
      path, words, environment: environment, in: folder, descriptors: descriptors, group: leader)
    if case .success(let program) = started {
      let line = Array("\(program)\n".utf8)
      _ = send(tether, line, line.count, Int32(MSG_NOSIGNAL))
    }
    return started
  }

  /// Kills whatever of the group is left, and waits for the leader; with it a `program` that nobody has waited for yet, whose
  /// number is still its own.
  func end(_ program: pid_t? = nil) {
    if let program {
      kill(-program, SIGKILL)
      kill(program, SIGKILL)
    }
    kill(-leader, SIGKILL)
    close(tether)
    var status: Int32 = 0
    while waitpid(leader, &status, 0) < 0 && errno == EINTR {}
  }

  /// Starts `path` with `descriptors` as its first ones and no others, in a group or (0) in a new one.
  private static func spawn(
    _ path: String, _ words: [String], environment: [String], in folder: String,
    descriptors: [Int32], group: pid_t
  ) -> Result<pid_t, SystemFailure> {
    // Numbers above all targets, so that no `dup2` overwrites a source or keeps close-on-exec.
    let sources = descriptors.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
    let code = errno
    defer { for source in sources where source >= 0 { close(source) } }
    guard !sources.contains(-1) else { return .failure(SystemFailure(code: code)) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, source) in sources.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
    }
    guard let changeFolder else { return .failure(SystemFailure(code: ENOSYS)) }
    _ = changeFolder(&actions, folder)
    var attributes = freshSignals(group: group)
    defer { posix_spawnattr_destroy(&attributes) }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var id = pid_t()
    let status = posix_spawn(&id, path, &actions, &attributes, &arguments, &variables)
    return status == 0 ? .success(id) : .failure(SystemFailure(code: status))
  }

  /// `posix_spawn_file_actions_addchdir_np`, which the C library has but does not declare to Swift.
  private static let changeFolder = dlsym(nil, "posix_spawn_file_actions_addchdir_np").map {
    unsafeBitCast(
      $0,
      to: (@convention(c) (
        UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>
      ) -> Int32).self)
  }

  private static func freshSignals(group: pid_t) -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, group)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))
    return attributes
  }
}

/// The system's reason for not doing something.
struct SystemFailure: Error, Hashable {
  var code: Int32

  /// Why the last call failed.
  static var last: SystemFailure { SystemFailure(code: errno) }

  /// The reason in the system's words.
  var cause: String { String(cString: strerror(code)) }
}

/// A pipe whose ends no other child inherits.
struct Pipe {
  var read: Int32
  var write: Int32

  /// `nil` when the system has no more descriptors.
  static func make() -> Pipe? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return Pipe(read: ends[0], write: ends[1])
  }
}
