internal import Glibc

/// The highest resident size of this process, as the kernel keeps it, from one moment on.
///
/// Resident is what lies in memory at all: pages of mapped files count while they are there, though
/// the kernel could take them back; memory that was reserved and never touched does not, nor does
/// what a program that a stage started uses. What the process held at the moment itself, its code
/// and libraries mostly, is taken off, so that the rest is what a job used.
struct PeakMemory {
  private let before: Int

  /// Starts to measure.
  ///
  /// Where the kernel does not allow it, only what goes beyond the peak so far is seen.
  init() {
    // What an earlier job freed must not hide what this one takes.
    _ = Self.trim?(0)
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    if descriptor >= 0 {
      _ = write(descriptor, "5", 1)
      close(descriptor)
    }
    before = Self.highest
  }

  /// The bytes by which the process was larger at most since then, 0 when the kernel does not tell.
  var growth: Int { max(0, Self.highest - before) }

  /// `malloc_trim`, which Swift's Glibc module leaves out and other C libraries do not have.
  private static let trim = dlsym(nil, "malloc_trim").map {
    unsafeBitCast($0, to: (@convention(c) (Int) -> Int32).self)
  }

  private static var highest: Int { number(after: "VmHWM:") << 10 }

  /// The number behind `name` in `/proc/self/status`, which counts kibibytes; 0 without one.
  private static func number(after name: String) -> Int {
    let descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 8192) { text in
      guard let start = text.baseAddress else { return 0 }
      // Ends the text, so that searches stop.
      text[max(0, read(descriptor, start, text.count - 1))] = 0
      return strstr(start, name).map { strtol($0 + name.utf8.count, nil, 10) } ?? 0
    }
  }
}
