internal import Pipeline

/// How fast a machine is, by one core while all of them are busy.
///
/// Two rates are measured, by whoever has a clock; how far stages stay below them was found by comparing forecasts with
/// what the nodes of real pipelines took, and is about the same on machines of one kind.
package struct MachineRates: Hashable, Sendable {
  /// Operations a second in products of large matrices in double precision.
  package var products: Double
  /// Bytes a second that a loop over a large array reads and writes.
  package var bytes: Double
  /// Seconds that a node takes to start and to store what it yields, whatever it computes.
  package var perNode: Double

  package init(products: Double, bytes: Double, perNode: Double = 0.012) {
    self.products = products
    self.bytes = bytes
    self.perNode = perNode
  }

  /// Slower than any machine of these years: what is short even so needs no measuring.
  package static let slow = MachineRates(products: 2e9, bytes: 0.5e9)

  /// Tiles have edges and factorizations chains: 9/10 of the rate of one large product.
  private static let shareOfProducts = 0.9
  /// Loops compute something of each number, and what is stored is hashed and written: half of the rate.
  private static let shareOfBytes = 0.5
  /// Householder reductions read the matrix for every column: 1/6 of the rate.
  private static let shareOfEigenvalues = 1.0 / 6

  /// The seconds that a node takes which has `cores` for itself.
  func seconds(for work: Work, on cores: Int) -> Double {
    let shared =
      (work.products + work.singleProducts / 2) / (Self.shareOfProducts * products)
      + work.bytes / (Self.shareOfBytes * bytes)
    let alone = work.eigenvalues / (Self.shareOfEigenvalues * products)
    return perNode + alone + shared / Double(cores)
  }
}
