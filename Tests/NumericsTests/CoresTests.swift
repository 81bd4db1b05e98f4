import Glibc
import Numerics
import Synchronization
import Testing

@Suite struct `Handing out work` {
  @Test(arguments: [1, 2, 7])
  func `visits every number once`(count: Int) {
    let visits = Mutex([Int](repeating: 0, count: 1000))
    let finished = Cores(count).forEach(1000) { index in visits.withLock { $0[index] += 1 } }
    #expect(finished)
    #expect(visits.withLock { $0.allSatisfy { $0 == 1 } })
  }

  @Test(arguments: [(7, 3, 3), (2, 5, 2), (4, 0, 1)])
  func `takes no more threads than it is told`(count: Int, limit: Int, expected: Int) {
    #expect(Cores(count).atMost(limit).count == expected)
  }

  @Test(arguments: [1, 2, 7])
  func `keeps results in order`(count: Int) {
    #expect(Cores(count).map(100) { $0 * $0 } == (0..<100).map { $0 * $0 })
  }

  @Test(arguments: [1, 3])
  func `stops soon after it is cancelled and says so`(count: Int) {
    let visits = Atomic<Int>(0)
    let cores = Cores(count, until: { visits.load(ordering: .relaxed) >= 10 })
    let finished = cores.forEach(1000) { _ in visits.wrappingAdd(1, ordering: .relaxed) }
    #expect(!finished)
    #expect((10..<10 + count).contains(visits.load(ordering: .relaxed)))
    #expect(cores.map(5) { $0 } == nil)
  }

  /// How many threads there may be, and how many are in a tile.
  private final class Crowd: Sendable {
    let allowed = Atomic<Int>(1)
    let inside = Atomic<Int>(0)
    let most = Atomic<Int>(0)

    func visit(_ body: () -> Void) {
      most.max(inside.wrappingAdd(1, ordering: .relaxed).newValue, ordering: .relaxed)
      body()
      inside.wrappingSubtract(1, ordering: .relaxed)
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `takes more threads in as soon as there may be more`() {
    let crowd = Crowd()
    let cores = Cores(asking: { crowd.allowed.load(ordering: .relaxed) })
    let finished = cores.forEach(1000) { index in
      crowd.visit {
        if index < 10 { #expect(crowd.inside.load(ordering: .relaxed) == 1) }
        if index == 10 { crowd.allowed.store(3, ordering: .relaxed) }
        // Tiles wait for company, which comes only if threads are started meanwhile.
        while index > 10, index < 990, crowd.most.load(ordering: .relaxed) < 3 { sched_yield() }
      }
    }
    #expect(finished)
    #expect(crowd.most.load(ordering: .relaxed) == 3)
  }

  @Test(.timeLimit(.minutes(1)))
  func `lets threads go when there may be fewer`() {
    let crowd = Crowd()
    crowd.allowed.store(4, ordering: .relaxed)
    let caller = pthread_self()
    let late = Atomic<Int>(0)
    let cores = Cores(asking: { crowd.allowed.load(ordering: .relaxed) })
    let finished = cores.forEach(1000) { index in
      crowd.visit {
        while index < 20, crowd.most.load(ordering: .relaxed) < 4 { sched_yield() }
        if index == 20 { crowd.allowed.store(1, ordering: .relaxed) }
        // Tiles that others took meanwhile wait until there may be fewer.
        while index > 20, crowd.allowed.load(ordering: .relaxed) > 1 { sched_yield() }
        if index > 20, pthread_equal(pthread_self(), caller) == 0 {
          late.wrappingAdd(1, ordering: .relaxed)
        }
      }
    }
    #expect(finished)
    // Each helper holds a tile at most, and may have asked for its next one before; without leaving it were hundreds.
    #expect(late.load(ordering: .relaxed) <= 20)
  }

  @Test func `visits every number once while threads come and go`() {
    let visits = Mutex([Int](repeating: 0, count: 5000))
    #expect(Cores.changing.forEach(5000) { index in visits.withLock { $0[index] += 1 } })
    #expect(visits.withLock { $0.allSatisfy { $0 == 1 } })
  }

  @Test func `has nothing to do for no numbers`() {
    #expect(Cores(4).forEach(0) { _ in Issue.record("called") })
  }
}
