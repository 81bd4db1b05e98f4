internal import Glibc

/// A process just started, with our ends of its pipes.
struct Spawned {
  var id: pid_t
  /// Where it reads from.
  var orders: Int32
  /// What it says on descriptor 3.
  var replies: Int32
  /// What it prints on standard output and standard error.
  var log: Int32
}

/// Starts `command` in a process group of its own, with three pipes and nothing else open.
func spawn(_ command: [String], environment: [String]) -> Result<Spawned, SpawnFailure> {
  var pipes: [(read: Int32, write: Int32)] = []
  for _ in 0..<3 {
    guard let pipe = Descriptor.pipe() else { break }
    pipes.append(pipe)
  }
  guard pipes.count == 3 else {
    let cause = String(cString: strerror(errno))
    for pipe in pipes { closeAll([pipe.read, pipe.write]) }
    return .failure(SpawnFailure(cause: cause))
  }
  let theirs = [pipes[0].read, pipes[1].write, pipes[2].write]
  let ours = [pipes[0].write, pipes[1].read, pipes[2].read]
  defer { closeAll(theirs) }
  let started = start(command, environment, input: theirs[0], replies: theirs[1], log: theirs[2])
  return started.map { id in
    for descriptor in ours { Descriptor.makeNonblocking(descriptor) }
    return Spawned(id: id, orders: ours[0], replies: ours[1], log: ours[2])
  }.mapError { failure in
    closeAll(ours)
    return failure
  }
}

/// The system could not start a process.
struct SpawnFailure: Error, Hashable {
  var cause: String
}

private func closeAll(_ descriptors: [Int32]) {
  for descriptor in descriptors { close(descriptor) }
}

private func start(
  _ command: [String], _ environment: [String], input: Int32, replies: Int32, log: Int32
) -> Result<pid_t, SpawnFailure> {
  // Numbers above all targets, so that no `dup2` overwrites a source or keeps close-on-exec.
  let sources = [input, log, log, replies].map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
  let cause = String(cString: strerror(errno))
  defer { closeAll(sources.filter { $0 >= 0 }) }
  guard !sources.contains(-1) else { return .failure(SpawnFailure(cause: cause)) }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  for (target, source) in sources.enumerated() {
    posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
  }
  var attributes = freshSignalsAndGroup()
  defer { posix_spawnattr_destroy(&attributes) }
  var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
  var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
  defer { for text in arguments + variables { free(text) } }
  var id = pid_t()
  let status = posix_spawn(&id, command[0], &actions, &attributes, &arguments, &variables)
  return status == 0
    ? .success(id) : .failure(SpawnFailure(cause: String(cString: strerror(status))))
}

/// Default signal handling and a group of its own, so that Ctrl-C reaches the run alone, which
/// then ends its workers in order.
private func freshSignalsAndGroup() -> posix_spawnattr_t {
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  for signal in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, signal) }
  posix_spawnattr_setsigdefault(&attributes, &signals)
  posix_spawnattr_setpgroup(&attributes, 0)
  let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
  posix_spawnattr_setflags(&attributes, Int16(flags))
  return attributes
}
