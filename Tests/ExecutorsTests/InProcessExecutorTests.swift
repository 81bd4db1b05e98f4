import Engine
import Executors
import Pipeline
import Testing

@Suite struct `In-process runs` {
  /// The reports of all `count` started jobs, by node.
  func finish(_ executor: any Executor, _ count: Int) -> [Int: JobReport] {
    var reports: [Int: JobReport] = [:]
    while reports.count < count {
      if case .finished(let node, let report)? = executor.nextEvent(within: .seconds(60)) {
        reports[node] = report
      }
    }
    return reports
  }

  @Test func `report every job once`() {
    let executor = InProcessExecutor(
      runner: StageRunner(catalog: toys, shelf: MemoryShelf()), interrupts: nil)
    for node in 0..<20 {
      let value = NamedSetting("value", .scalar("\(node)"))
      executor.start(Job(node: node, stage: "Constant", settings: [value]))
    }
    let reports = finish(executor, 20)
    #expect((0..<20).allSatisfy { reports[$0]?.artifact?.shape == ["value": $0] })
    #expect(executor.nextEvent(within: .zero) == nil)
  }

  @Test(.timeLimit(.minutes(1)))
  func `hear how many cores they have`() {
    let executor = InProcessExecutor(
      runner: StageRunner(catalog: toys, shelf: MemoryShelf()), interrupts: nil)
    executor.start(Job(node: 2, stage: "Company", cores: 1))
    executor.share(9, with: 5)
    executor.share(3, with: 2)
    #expect(finish(executor, 1)[2]?.artifact?.shape == ["value": 3])
    executor.share(1, with: 2)
  }

  @Test func `end when their time is over`() {
    let executor = InProcessExecutor(
      runner: StageRunner(catalog: toys, shelf: MemoryShelf()), interrupts: nil)
    executor.start(Job(node: 4, stage: "Patience", timeout: 0.1))
    let failure = JobFailure(.timedOut, "the stage did not end within 0.1 s")
    #expect(finish(executor, 1)[4]?.failure == failure)
  }

  @Test func `end on request`() {
    let executor = InProcessExecutor(
      runner: StageRunner(catalog: toys, shelf: MemoryShelf()), interrupts: nil)
    executor.start(Job(node: 4, stage: "Patience"))
    executor.cancelAll()
    #expect(finish(executor, 1)[4]?.failure == JobFailure(.cancelled, "interrupted"))
  }
}
