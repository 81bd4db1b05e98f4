import Foundation

/// What the comparison needs besides the commands of Malleus itself.
let usage =
  "benchmark rates | sha256 FILE | kernel ROWS QUERIES WIDTH | promise N T | curves CSV TITLE"
let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case ("rates", 1): print(Rates.measured().json)
case ("sha256", 2): print(try hashingSeconds(of: arguments[1]))
case ("kernel", 4):
  print(
    try kernelSeconds(rows: arguments[1], queries: arguments[2], width: Int(arguments[3]) ?? 1024))
case ("promise", 3):
  print(promisedMemory(rows: Int(arguments[1]) ?? 0, queries: Int(arguments[2]) ?? 0))
case ("curves", 3): print(try curves(fromCSV: arguments[1], title: arguments[2]))
default:
  FileHandle.standardError.write(Data((usage + "\n").utf8))
  exit(2)
}
