import Figures
import Foundation
import Pipeline

struct Constant: Stage {
  static let summary = "A number."
  static let version = 1
  static let source = "arithmetic"
  static let settings = [
    Setting<Self>("value", \.value, "the number", in: 0...1_000_000, unit: "apples")
  ]
  static func example() throws(StageError) -> StageExample { StageExample() }
  var value = 1
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number { Number(value) }
}

/// Adds a line to a file every time it runs, so that tests can count.
struct Counted: Stage {
  static let summary = "A number that tells when it is computed."
  static let version = 1
  static let number = Port<Number>("number", "what it passes on")
  static let inputs: [any InputPort] = [number]
  static let settings = [
    Setting<Self>("add", \.add, "what is added"),
    Setting<Self>("tally", \.tally, "where each run adds a line"),
    Setting<Self>("seconds", \.seconds, "how long it takes", in: 0...600, unit: "s"),
  ]
  static func example() throws(StageError) -> StageExample { StageExample() }
  var add = 1
  var tally = ""
  var seconds = 0.0
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number {
    let number = try inputs[Self.number]
    let steps = max(1, Int(seconds * 100))
    for step in 1...steps {
      try context.checkCancellation()
      if seconds > 0 { usleep(10_000) }
      context.report(step, of: steps, "steps")
    }
    let file = open(tally, O_WRONLY | O_APPEND | O_CREAT, 0o600)
    if file >= 0 {
      _ = write(file, "x\n", 2)
      close(file)
    }
    context.note("adding \(add)")
    return Number(number.value + add)
  }
}

/// Waits until it may use so many cores.
struct Cored: Stage {
  static let summary = "Waits for cores."
  static let version = 1
  static let settings = [Setting<Self>("cores", \.cores, "how many it waits for", in: 1...100)]
  static func example() throws(StageError) -> StageExample { StageExample() }
  var cores = 1
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number {
    while context.cores != cores {
      try context.checkCancellation()
      usleep(1_000)
    }
    return Number(cores)
  }
}

struct Total: Stage {
  static let summary = "The sum of numbers, as a table."
  static let version = 1
  static let numbers = ListPort<Number>("numbers", "what is added up", takesLabels: true)
  static let inputs: [any InputPort] = [numbers]
  static func example() throws(StageError) -> StageExample { StageExample() }
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Sums {
    var csv = "name,value\n"
    var sum = 0
    for item in try inputs[Self.numbers] {
      csv += item.labels.map(\.value).joined(separator: "/") + ",\(item.value.value)\n"
      sum += item.value.value
    }
    return Sums(csv: csv + "\"all, in sum\",\(sum)\n")
  }
}

struct FileLength: Stage {
  static let summary = "How many bytes a file has."
  static let version = 1
  static let settings = [Setting<Self>("file", \.file, "the file")]
  static func example() throws(StageError) -> StageExample { StageExample() }
  var file = InputFile()
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number {
    Number(try context.open(file).count)
  }
}

/// Misbehaves in the way that a setting says.
struct Trouble: Stage {
  enum Way: String, Choice {
    case trap, abort, exit, kill, fail, print, allocate, hog, stubborn, input, descriptor
  }
  static let summary = "Misbehaves."
  static let version = 1
  static let number = Port<Number>("number").optional
  static let inputs: [any InputPort] = [number]
  static let settings = [
    Setting<Self>("way", \.way, "how it misbehaves"),
    Setting<Self>("path", \.path, "a file it may misuse"),
  ]
  static func example() throws(StageError) -> StageExample { StageExample() }
  var way = Way.trap
  var path = ""
  func memory(_ inputs: InputShapes) -> Int { way == .allocate ? 1 << 50 : 1 << 20 }

  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Number {
    switch way {
    case .trap: fatalError("this stage traps")
    case .abort: Foundation.abort()
    case .exit: Foundation.exit(5)
    case .kill: Foundation.kill(getpid(), SIGKILL)
    case .fail: throw .numerical(cause: "pivot 3 is -1", remedy: "raise ridge")
    case .print:
      print("said on standard output")
      FileHandle.standardError.write(Data("said on standard error\n".utf8))
    case .allocate: break
    case .hog:
      // Every page is touched, so that it is there.
      let block = [UInt8](repeating: 1, count: 64 << 20)
      context.note("the last byte is \(block[block.count - 1])")
    case .stubborn:
      signal(SIGTERM, SIG_IGN)
      while true { usleep(10_000) }
    case .input:
      chmod(path, 0o600)
      let file = open(path, O_WRONLY)
      _ = write(file, "9", 1)
      close(file)
    case .descriptor:
      _ = write(3, "garbage!", 8)
      usleep(5_000_000)
    }
    return Number(try inputs[Self.number]?.value ?? 0)
  }
}

struct Post: Stage {
  static let summary = "A page about tables."
  static let version = 1
  static let tables = ListPort<Sums>("tables")
  static let inputs: [any InputPort] = [tables]
  static let settings = [Setting<Self>("title", \.title, "the page's title")]
  static func example() throws(StageError) -> StageExample { StageExample() }
  var title = "Sums"
  func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Poster {
    let count = try inputs[Self.tables].count
    return Poster(html: PageView(title: title, body: "\(count) tables.").html())
  }
}
