package import Numerics
package import Pipeline

extension Context {
  /// The threads that the stage may use, which stop between tiles once the run is interrupted:
  /// call `checkCancellation` before using what they computed.
  package var threads: Cores { Cores(asking: { cores }, until: { isCancelled }) }
}
