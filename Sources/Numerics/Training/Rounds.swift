internal import CKernels
private import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Work in rounds of two kinds that alternate: the items of a round go to whichever thread is free,
/// and none starts before the round before it is complete.
///
/// Threads wait by spinning, as a round takes less than a millisecond. Whoever has taken an item
/// finishes it without waiting for a later one, so one thread alone gets through as well.
final class Rounds: Sendable {
  /// One item of one round.
  struct Item {
    var pair: Int
    var isSecond: Bool
    var index: Int
  }

  private let pairs: Int
  private let first: Int
  private let second: Int
  private let next = Atomic<Int>(0)
  private let done = Atomic<Int>(0)

  /// `pairs` times a round of `first` items and then one of `second`.
  init(pairs: Int, first: Int, second: Int) {
    self.pairs = pairs
    self.first = first
    self.second = second
  }

  /// Takes items until none is left, the work is cancelled or, between two items, the caller is not to stay.
  ///
  /// Any number of threads may call it, also one after the other; one of them has to stay.
  func work(
    until isCancelled: () -> Bool, while stays: () -> Bool, _ body: (Item) -> Void
  ) {
    let length = first + second
    while stays() {
      let ticket = next.wrappingAdd(1, ordering: .relaxed).oldValue
      let (pair, place) = ticket.quotientAndRemainder(dividingBy: length)
      guard pair < pairs, !isCancelled() else { return }
      let isSecond = place >= first
      let start = pair * length + (isSecond ? first : 0)
      guard wait(for: start, until: isCancelled) else { return }
      body(Item(pair: pair, isSecond: isSecond, index: isSecond ? place - first : place))
      done.wrappingAdd(1, ordering: .acquiringAndReleasing)
    }
  }

  /// Waits until `count` items are done; false when cancelled before.
  private func wait(for count: Int, until isCancelled: () -> Bool) -> Bool {
    var patience = 0
    while done.load(ordering: .acquiring) < count {
      malleus_relax()
      patience += 1
      guard patience % 2000 == 0 else { continue }
      if isCancelled() { return false }
      sched_yield()
    }
    return true
  }
}
