internal import Glibc

/// What this machine, or the part of it that we are given, has.
struct Machine {
  var cores: Int
  /// Bytes of memory.
  var memory: Int

  /// What runs take at once unless told otherwise: four fifths.
  var memoryForRuns: Int { memory / 5 * 4 }

  /// The smaller of what there is and what the control group allows.
  static var current: Machine {
    let online = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let pages = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    let limits = ControlGroup.current
    return Machine(
      cores: min(online, affinity ?? online, limits.cores ?? online),
      memory: min(pages, limits.memory ?? pages))
  }

  /// How many worker processes the limit on open files allows; each takes three, and more while it starts.
  static var mostWorkers: Int {
    let files = sysconf(Int32(_SC_OPEN_MAX))
    return files < 0 ? .max : max(1, (files - 40) / 4)
  }

  /// How many cores this process may be scheduled on.
  private static var affinity: Int? {
    let lines = ControlGroup.text("/proc/self/status")?.split(separator: "\n") ?? []
    let mask = lines.first { $0.hasPrefix("Cpus_allowed:") }?.split(separator: "\t").last
    let count = mask?.reduce(0) { $0 + ($1.hexDigitValue ?? 0).nonzeroBitCount }
    return count == 0 ? nil : count
  }
}
