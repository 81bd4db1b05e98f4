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

  @Test func `has nothing to do for no numbers`() {
    #expect(Cores(4).forEach(0) { _ in Issue.record("called") })
  }
}
