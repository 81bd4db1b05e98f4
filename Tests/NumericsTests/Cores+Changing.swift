import Numerics
import Synchronization

extension Cores {
  /// One to five threads, another number every few times that somebody asks.
  static var changing: Cores {
    let asked = Tally()
    return Cores(asking: { 1 + asked.next() / 3 % 5 })
  }

  private final class Tally: Sendable {
    private let count = Atomic<Int>(0)
    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
  }
}
