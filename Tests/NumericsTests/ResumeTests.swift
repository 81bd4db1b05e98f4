import Numerics
import Synchronization
import Testing

@Suite("A regression that was killed") struct ResumeTests {
  static let size = 700
  static let kernel = FactorizationTests.definite(size)
  static let targets: Matrix<Double> = CounterRandom(seed: 8, purpose: "targets")
    .normals(rows: size, columns: 3, on: .one)
  static let queries: Matrix<Double> = CounterRandom(seed: 9, purpose: "queries")
    .normals(rows: 20, columns: size, on: .one)
  static let queryTargets: Matrix<Double> = CounterRandom(seed: 10, purpose: "queries")
    .normals(rows: 20, columns: 3, on: .one)

  static func influence(
    _ logs: Logs?, on cores: Cores, meter: WorkMeter = .silent
  ) throws -> Matrix<Double> {
    let fit = try KernelRidge(
      kernel, targets: targets, ridge: 0.01, keeping: logs?.records, meter: meter, on: cores)
    return try fit.influence(queries: queries, targets: queryTargets, on: cores)
  }

  @Test func `goes on from any record and gives the same bits`() throws {
    let whole = try Self.influence(nil, on: .one)
    let complete = Logs()
    #expect(try Self.influence(complete, on: Cores(2)) == whole)
    let steps = complete.events
    #expect(steps.count == 11 + 1 + 11)
    for stop in 0...steps.count {
      let logs = Logs(replaying: steps.prefix(stop))
      let computed = Mutex(0)
      let meter = WorkMeter(total: KernelRidge.work(size: Self.size)) { done, total in
        computed.withLock { $0 = max($0, done) }
        if done > total { Issue.record("\(done) of \(total)") }
      }
      #expect(try Self.influence(logs, on: Cores(2), meter: meter) == whole, "after \(stop)")
      #expect(computed.withLock { $0 } == KernelRidge.work(size: Self.size))
      #expect(logs.loads == (stop > 11 ? 12 : stop), "after \(stop)")
    }
  }

  @Test func `starts over when a record cannot be read`() throws {
    let whole = try Self.influence(nil, on: .one)
    let complete = Logs()
    _ = try Self.influence(complete, on: .one)
    for stop in [5, 12, 17] {
      for broken in 0..<stop {
        let logs = Logs(replaying: complete.events.prefix(stop))
        logs.breakLoad(broken)
        #expect(try Self.influence(logs, on: Cores(2)) == whole, "\(broken) of \(stop)")
      }
    }
  }

  /// Nothing is left to factorize or to solve, so that inverting is the first thing the library is needed for.
  @Test func `goes on in a process that has computed nothing yet`() async {
    await #expect(processExitsWith: .success) {
      let size = 130
      var kernel = Matrix<Double>(rows: size, columns: size)
      for row in 0..<size { kernel[row, row] = 3 }
      let factor = [0, 64, 128].map { first in
        var panel = Matrix<Double>(rows: size - first, columns: min(64, size - first))
        for column in 0..<panel.columns { panel[column, column] = 2 }
        return panel.withUnsafeBytes { Logs.Event.save(log: 0, [UInt8]($0)) }
      }
      let quarters = Matrix<Double>(rows: size, columns: 1, repeating: 0.25)
      let solution = quarters.withUnsafeBytes { Logs.Event.save(log: 1, [UInt8]($0)) }
      let fit = try KernelRidge(
        kernel, targets: Matrix(rows: size, columns: 1, repeating: 1), ridge: 1,
        keeping: Logs(replaying: factor + [solution]).records, meter: .silent, on: .one)
      #expect(fit.coefficients == quarters)
      #expect(fit.inverseDiagonal == Array(repeating: 0.25, count: size))
    }
  }

  @Test func `keeps no more than one triangle and a panel`() throws {
    let logs = Logs()
    _ = try Self.influence(logs, on: Cores(3))
    let triangle = (0..<11).reduce(0) { $0 + (Self.size - 64 * $1) * min(64, Self.size - 64 * $1) }
    #expect(logs.largest <= 8 * (triangle + Self.size * 64 + Self.size * 3))
  }
}

/// Logs in memory that remember what was asked of them.
final class Logs: Sendable {
  enum Event: Sendable {
    case save(log: Int, [UInt8])
  }

  struct State: Sendable {
    var logs: [[[UInt8]]] = [[], [], []]
    var events: [Event] = []
    var loads = 0
    var broken = -1
    var largest = 0
  }

  private let state = Mutex(State())

  init() {}

  /// The state after some saves of another run, whose drops happened with them.
  convenience init(replaying events: some Sequence<Event>) {
    self.init()
    for case .save(let log, let bytes) in events {
      state.withLock {
        $0.logs[log].append(bytes)
        if log == 2 { $0.logs[0].removeLast() }
      }
    }
  }

  var events: [Event] { state.withLock { $0.events } }
  var loads: Int { state.withLock { $0.loads } }
  var largest: Int { state.withLock { $0.largest } }
  func breakLoad(_ number: Int) { state.withLock { $0.broken = number } }

  var records: RegressionRecords {
    RegressionRecords(
      factor: Log(logs: self, number: 0), coefficients: Log(logs: self, number: 1),
      inverse: Log(logs: self, number: 2))
  }

  struct Log: RecordLog {
    let logs: Logs
    let number: Int

    var count: Int { logs.state.withLock { $0.logs[number].count } }

    func load(_ index: Int, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
      logs.state.withLock { state in
        let record = state.logs[number][index]
        state.loads += 1
        guard state.loads - 1 != state.broken, record.count == bytes.count else { return false }
        bytes.copyBytes(from: record)
        return true
      }
    }

    func save(_ numbers: Matrix<Double>) {
      let bytes = numbers.withUnsafeBytes { [UInt8]($0) }
      logs.state.withLock {
        $0.logs[number].append(bytes)
        $0.events.append(.save(log: number, bytes))
        $0.largest = max($0.largest, $0.logs.joined().reduce(0) { $0 + $1.count })
      }
    }

    func truncate(to count: Int) {
      logs.state.withLock { $0.logs[number].removeLast(max(0, $0.logs[number].count - count)) }
    }
  }
}
