import Foundation
import Pipeline
import Stages
import Synchronization
import Testing

@Suite("What a program leaves running") struct StragglerTests {
  @Test func `what it leaves running ends with it, and does not hold it up`() throws {
    let mark = "6\(Int.random(in: 10_000..<99_999))"
    _ = try ProgramTests.table(
      ProgramTests.copy + "; sleep \(mark) & (trap '' TERM; sleep \(mark)) & true")
    #expect(Self.areGone("sleep \(mark)"))
  }

  @Test(arguments: [
    "timeout 600 sleep MARK & sleep 0.2", "setsid sleep MARK & sleep 0.2",
    "bash -c 'set -m; sleep MARK & sleep 0.2'",
    "(setsid sh -c 'sleep MARK & sleep MARK' &); sleep 0.2",
  ])
  func `groups and sessions of its own do not outlive it`(script: String) throws {
    let mark = "6\(Int.random(in: 10_000..<99_999))"
    _ = try ProgramTests.table(ProgramTests.copy + "; " + script.replacing("MARK", with: mark))
    #expect(Self.areGone("sleep \(mark)"))
  }

  @Test func `a program that leads a group of its own is interrupted too`() throws {
    let mark = "6\(Int.random(in: 10_000..<99_999))"
    let program = try ProgramTests.prepared(
      ["run": ["timeout", "600", "sleep", .scalar(mark)]], Inputs())
    let error = #expect(throws: StageError.self) {
      try program.run(
        Inputs(), in: Context(isCancelled: { Self.processes("sleep \(mark)") > 0 }))
    }
    #expect(error == .cancelled)
    #expect(Self.areGone("sleep \(mark)"))
  }

  @Test func `an interruption ends it with all that it started`() throws {
    let mark = "6\(Int.random(in: 10_000..<99_999))"
    let isStarted = Atomic(false)
    let script = "sleep \(mark) & echo started; trap '' TERM INT; sleep \(mark)"
    let error = #expect(throws: StageError.self) {
      try ProgramTests.table(
        script, isCancelled: { isStarted.load(ordering: .relaxed) },
        note: { _ in isStarted.store(true, ordering: .relaxed) })
    }
    #expect(error == .cancelled)
    #expect(Self.areGone("sleep \(mark)"))
  }

  @Test func `what runs for a folder whose name only begins alike is left alone`() throws {
    let mark = "6\(Int.random(in: 10_000..<99_999))"
    _ = try ProgramTests.table(
      ProgramTests.copy + "; env -i FOLDER=\"$(pwd)0\" setsid sleep \(mark) & sleep 0.2")
    #expect(Self.processes("sleep \(mark)") == 1)
    for id in Self.ids("sleep \(mark)") { kill(id, SIGKILL) }
    #expect(Self.areGone("sleep \(mark)"))
  }

  /// Whether no process has this command line any more; the killed ones take a moment.
  private static func areGone(_ line: String) -> Bool {
    for _ in 0..<500 {
      if processes(line) == 0 { return true }
      usleep(10_000)
    }
    return false
  }

  private static func processes(_ line: String) -> Int { ids(line).count }

  private static func ids(_ line: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { id in
      let words = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
      return String(decoding: words, as: UTF8.self).replacing("\0", with: " ").hasPrefix(line)
    }
  }
}
