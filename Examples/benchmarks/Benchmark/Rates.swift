import CKernels
import Foundation
import Numerics

/// What this machine can do at most with the operations that stages are made of.
struct Rates {
  /// Products of large matrices on all cores, 10⁹ operations a second.
  var double = 0.0
  var single = 0.0
  /// Bytes read and written by copying, 10⁹ a second, on all cores.
  var memory = 0.0
  /// Common bits counted, 10⁹ bits a second, on one core.
  var bits = 0.0

  static func measured() -> Rates {
    let cores = Cores(ProcessInfo.processInfo.activeProcessorCount)
    var rates = Rates()
    rates.double = product(of: Double.self, on: cores)
    rates.single = product(of: Float.self, on: cores)
    rates.memory = copying(on: cores)
    rates.bits = counting()
    return rates
  }

  var json: String {
    """
    {"dgemm": \(double), "sgemm": \(single), "memory": \(memory), "popcount": \(bits)}
    """
  }

  private static func product<Scalar: RealScalar>(of type: Scalar.Type, on cores: Cores) -> Double {
    let side = 3072
    let matrix = Matrix<Scalar>(rows: side, columns: side, repeating: 0.5)
    return 2e-9 * Double(side * side * side)
      / fastest { _ = Matrix.product(matrix, matrix, on: cores) }
  }

  private static func copying(on cores: Cores) -> Double {
    let (rows, columns) = (256 * cores.count, 1 << 16)
    let source = Matrix<Double>(rows: rows, columns: columns, repeating: 1)
    var target = source.gathered(rows: Array(0..<rows))
    let seconds = fastest {
      target.forEachBlock(of: 32, on: cores) { range, elements in
        for (index, row) in range.enumerated() {
          source.withUnsafeRow(row) { row in
            _ = UnsafeMutableBufferPointer(rebasing: elements[(index * columns)...])
              .update(fromContentsOf: row)
          }
        }
      }
    }
    return 16e-9 * Double(rows * columns) / seconds
  }

  private static func counting() -> Double {
    let (rows, words) = (2048, 16)
    let patterns = (0..<rows * words).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
    var counts = [UInt32](repeating: 0, count: rows * rows)
    let seconds = fastest {
      malleus_patterns_count(
        malleus_patterns_best(), patterns, rows, patterns, rows, words, &counts)
    }
    return 64e-9 * Double(rows * rows * words) / seconds
  }
}

/// The seconds of the fastest of five.
func fastest(_ body: () -> Void) -> Double {
  let clock = ContinuousClock()
  return (0..<5).map { _ in clock.measure(body) / .seconds(1) }.min() ?? .infinity
}
