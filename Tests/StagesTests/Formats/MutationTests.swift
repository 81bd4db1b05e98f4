import Numerics
import Pipeline
import Stages
import Testing

/// Damaged files end in an error or in some value, never in a trap.
@Suite struct MutationTests {
  private static func npy() -> [UInt8] {
    Part.npy("m", Matrix<Double>([[1, 2], [3, 4]])).joined.array
  }
  private static let json = Array(#"{"a": [1, 2.5e-3, "é\u00e9\n"], "b": {"c": null}}"#.utf8)
  private static let csv = Array("a,\"b\"\r\n1,\"x\"\"y\"\r\n,2\n".utf8)
  private static let readers: [(good: [UInt8], read: @Sendable ([UInt8]) -> Void)] = [
    (npy(), { bytes in _ = try? NPYArray(reading: bytes).matrix() }),
    (json, { bytes in _ = try? JSON(reading: bytes).text }),
    (csv, { bytes in _ = try? CSV.read(bytes) }),
  ]

  @Test(arguments: readers.indices)
  func `random damage is survived`(index: Int) {
    let (good, read) = Self.readers[index]
    read(good)
    var random = CounterRandom(seed: 11, purpose: "damage").substream(index).sequence()
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0...random.below(4) {
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(good[random.below(good.count)], at: place)
        default: bytes.removeLast(min(random.below(8), bytes.count - 1))
        }
        if bytes.isEmpty { bytes = [0] }
      }
      read(bytes)
    }
  }
}
