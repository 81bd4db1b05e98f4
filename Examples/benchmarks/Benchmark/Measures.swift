import Figures
import Foundation
import Numerics
import Pipeline
import Stages

/// How long the content digest of a file takes on all cores, its bytes already in memory.
func hashingSeconds(of path: String) throws -> Double {
  let data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
  let cores = Cores(ProcessInfo.processInfo.activeProcessorCount)
  let (count, size) = (data.count, ContentDigest.chunkSize)
  return data.withUnsafeBytes { bytes in
    nonisolated(unsafe) let bytes = bytes
    return fastest {
      _ = cores.map((count + size - 1) / size) { index in
        ContentDigest.chunks(
          of: .init(rebasing: bytes[index * size..<min(count, (index + 1) * size)]))
      }
    }
  }
}

/// The bytes that Influence says it needs for n training and t test rows.
func promisedMemory(rows: Int, queries: Int) -> Int {
  let shape: Shape = ["rows": rows, "queries": queries, "classes": 10]
  return KernelInfluence().memory(
    InputShapes([KernelInfluence.kernel.name: [shape]], bytes: 8 * rows * (rows + queries)))
}

/// A chart of the columns `series,x,seconds` of a CSV file, on axes that step by factors.
func curves(fromCSV path: String, title: String) throws -> String {
  var names: [String] = []
  var points: [String: [Point]] = [:]
  let lines = try String(contentsOf: URL(filePath: path), encoding: .utf8).split(separator: "\n")
  let heading = lines.first?.split(separator: ",").map(String.init) ?? []
  for line in lines.dropFirst() {
    let fields = line.split(separator: ",").map(String.init)
    guard fields.count == 3, let x = Double(fields[1]), let y = Double(fields[2]) else { continue }
    if points[fields[0]] == nil { names.append(fields[0]) }
    points[fields[0], default: []].append(Point(.number(x), y))
  }
  let plot = Plot(
    .line, x: Axis(heading.count > 1 ? heading[1] : "", scale: .log2),
    y: Axis("time", unit: "s", scale: .log10),
    series: names.map { Series($0, points[$0] ?? []) })
  return svg(Chart(title: title, content: .plot(plot)))
}

/// Seconds that the empirical kernel takes at the given width, from rows in memory to K there; rows and queries are folders
/// of exported features.
func kernelSeconds(rows: String, queries: String, width: Int) throws -> Double {
  let cores = Cores(ProcessInfo.processInfo.activeProcessorCount)
  let (train, queries) = (try features(rows), try features(queries))
  let random = CounterRandom(seed: 1, purpose: "benchmark")
  let weights: Matrix<Double> = random.normals(
    rows: width, columns: train.matrix.columns, on: cores)
  let began = ContinuousClock.now
  let mapped = train.mapped(on: cores)
  let othersMapped = mapped.flatMap { queries.mapped(like: $0, on: cores) }
  let own = GatedRows(rows: train.matrix, weights: weights, mapped: mapped, on: cores)
  let other = GatedRows(rows: queries.matrix, weights: weights, mapped: othersMapped, on: cores)
  let kernel = EmpiricalKernel.train(own.rows, own.patterns, mapped: mapped, on: cores)
  let cross = EmpiricalKernel.queries(
    other.rows, other.patterns, own.rows, own.patterns,
    mapped: mapped.flatMap { mapped in othersMapped.map { ($0, mapped) } }, on: cores)
  let seconds = (ContinuousClock.now - began) / .seconds(1)
  return withExtendedLifetime((kernel, cross)) { seconds }
}

/// Features as `malleus export` writes them.
private func features(_ folder: String) throws -> Features {
  let names = try FileManager.default.contentsOfDirectory(atPath: folder)
  let parts = try names.map {
    ($0, try [UInt8](Data(contentsOf: URL(filePath: "\(folder)/\($0)"))))
  }
  return try Features(parts: Parts(Dictionary(uniqueKeysWithValues: parts)))
}
