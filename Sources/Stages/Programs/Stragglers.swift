internal import FoundationEssentials
internal import Glibc

/// Processes that a program started and that left its group, as `timeout`, `setsid` and shells with job control do.
///
/// They are known by their environment, which names the scratch folder of their program and no other process has. One that empties
/// its environment too is not found.
enum Stragglers {
  private static let rounds = 100

  /// Kills those of `folder`, and those that they start meanwhile.
  static func end(in folder: String) {
    for _ in 0..<rounds {
      let found = processes(of: folder)
      if found.isEmpty { return }
      for id in found { kill(id, SIGKILL) }
      usleep(1000)
    }
  }

  /// This user's processes with `folder` in their environment; a killed one has none any more.
  private static func processes(of folder: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { id in
      var status = stat()
      guard stat("/proc/\(id)", &status) == 0, status.st_uid == getuid(), id != getpid() else {
        return false
      }
      // Not a folder whose name only begins alike.
      return environment(of: id).contains { variable in
        variable.hasSuffix("=" + folder) || variable.contains(folder + "/")
      }
    }
  }

  private static func environment(of id: pid_t) -> [String] {
    let bytes = FileManager.default.contents(atPath: "/proc/\(id)/environ") ?? Data()
    return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}
