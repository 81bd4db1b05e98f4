internal import Glibc

/// The highest resident size of this process, as the kernel keeps it.
enum PeakMemory {
  /// Starts a new measurement: the peak becomes what is resident now.
  ///
  /// Where the kernel does not allow it, the peak stays that of the process so far.
  static func reset() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = write(descriptor, "5", 1)
    close(descriptor)
  }

  /// The peak in bytes since the last `reset`, 0 when the kernel does not tell.
  static var current: Int { statusLine("VmHWM:") ?? 0 }

  /// A size from `/proc/self/status`, which gives kibibytes.
  private static func statusLine(_ name: String) -> Int? {
    let descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = read(descriptor, &buffer, buffer.count)
    let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
      .map { $0 << 10 }
  }
}
