internal import Glibc

/// The limits of the control group that this process runs in.
package struct ControlGroup: Equatable {
  package var cores: Int?
  package var memory: Int?

  /// Limits from the text of `cpu.max` and `memory.max`.
  package init(quota: String? = nil, memory: String? = nil) {
    let numbers = quota?.split(whereSeparator: \.isWhitespace).map { Double($0) } ?? []
    if numbers.count == 2, let used = numbers[0], let period = numbers[1], period > 0 {
      cores = max(1, Int((used / period).rounded(.up)))
    }
    self.memory = memory.flatMap { Int($0.filter { !$0.isWhitespace }) }
  }

  static var current: ControlGroup {
    var limits = ControlGroup()
    for folder in folders {
      let (quota, memory) = (text(folder + "/cpu.max"), text(folder + "/memory.max"))
      limits.lower(ControlGroup(quota: quota, memory: memory))
    }
    let firstVersion = text("/sys/fs/cgroup/memory/memory.limit_in_bytes")
    limits.lower(ControlGroup(memory: firstVersion))
    return limits
  }

  private mutating func lower(_ other: ControlGroup) {
    cores = [cores, other.cores].compactMap { $0 }.min()
    memory = [memory, other.memory].compactMap { $0 }.min()
  }

  /// Our group's folder and those above it, whose limits hold for us too.
  private static var folders: [String] {
    let line = text("/proc/self/cgroup")?.split(separator: "\n").first { $0.hasPrefix("0::") }
    var path = line.map { String($0.dropFirst(3)) } ?? "/"
    var folders: [String] = []
    while let slash = path.lastIndex(of: "/") {
      folders.append("/sys/fs/cgroup" + (path == "/" ? "" : path))
      if path == "/" { break }
      path = slash == path.startIndex ? "/" : String(path[..<slash])
    }
    return folders
  }

  /// The first bytes of a small file that the kernel writes.
  static func text(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
