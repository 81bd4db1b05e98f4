internal import Glibc
internal import Pipeline

/// One run of a program to its end, its output read as it comes.
struct ProgramRun {
  /// How the program ended.
  enum Ending: Hashable {
    case exit(Int32)
    case signal(Int32)
    case cancelled
  }

  private let group: ChildGroup
  private let program: pid_t
  private let folder: String
  /// Standard output and standard error, -1 once they ended.
  private var streams: [Int32]

  /// Starts `path`, an absolute path, in `folder`.
  static func start(
    _ path: String, _ words: [String], environment: [String], in folder: String
  ) -> Result<ProgramRun, SystemFailure> {
    ChildGroup.start().flatMap { group in
      let started = start(path, words, environment, folder, in: group)
      if case .failure = started { group.end() }
      return started
    }
  }

  private static func start(
    _ path: String, _ words: [String], _ environment: [String], _ folder: String,
    in group: ChildGroup
  ) -> Result<ProgramRun, SystemFailure> {
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(null) }
    guard let output = Pipe.make() else { return .failure(.last) }
    defer { close(output.write) }
    guard let errors = Pipe.make() else {
      close(output.read)
      return .failure(.last)
    }
    defer { close(errors.write) }
    let started = group.spawn(
      path, words, environment: environment, in: folder,
      descriptors: [null, output.write, errors.write])
    switch started {
    case .success(let program):
      let streams = [output.read, errors.read]
      for stream in streams { _ = fcntl(stream, F_SETFL, O_NONBLOCK) }
      return .success(
        ProgramRun(group: group, program: program, folder: folder, streams: streams))
    case .failure(let failure):
      close(output.read)
      close(errors.read)
      return .failure(failure)
    }
  }

  /// Waits for the end and then ends what the program left behind; `log` gets what is printed.
  ///
  /// That a child of the program keeps its output open does not make this wait.
  mutating func wait(_ log: inout ProgramLog, isCancelled: () -> Bool) -> Ending {
    var isStopped = false
    while !hasEnded, !isStopped {
      read(&log)
      isStopped = isCancelled()
      if !isStopped { pause() }
    }
    group.end(program)
    Stragglers.end(in: folder)
    var status: Int32 = 0
    while waitpid(program, &status, 0) < 0 && errno == EINTR {}
    read(&log)
    log.finish()
    for stream in streams where stream >= 0 { close(stream) }
    if isStopped { return .cancelled }
    return status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
  }

  /// Whether the program is over; it is not waited for, so that its number remains its own.
  private var hasEnded: Bool {
    var info = siginfo_t()
    let asked = waitid(P_PID, id_t(program), &info, WEXITED | WNOHANG | WNOWAIT)
    return asked == 0 && info.si_signo == SIGCHLD
  }

  /// Waits until something is printed, but not long: neither the program's end nor a cancellation wakes us.
  private func pause() {
    var waits = streams.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let isSilent = streams.allSatisfy { $0 < 0 }
    _ = poll(&waits, nfds_t(waits.count), isSilent ? 2 : 20)
  }

  /// Reads what is there, though not without end, so that a program that prints for ever can be stopped.
  private mutating func read(_ log: inout ProgramLog) {
    for index in streams.indices {
      for _ in 0..<64 where streams[index] >= 0 {
        var count = 0
        let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
          count = Glibc.read(streams[index], buffer.baseAddress, buffer.count)
          filled = max(0, count)
        }
        log.take(piece)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { break }
        if count <= 0 {
          close(streams[index])
          streams[index] = -1
        }
      }
    }
  }
}
