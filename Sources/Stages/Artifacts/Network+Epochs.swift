public import Numerics
public import Pipeline

extension Network {
  /// The hidden weights after an epoch: 0 is before training, `nil` stands for the last one.
  ///
  /// - Throws: `StageError.unsuitable` naming the epochs that are kept, for one that is not.
  public func weights(at epoch: Int?, port: String) throws(StageError) -> Matrix<Double> {
    guard let epoch, epoch != lastEpoch else { return hidden }
    if epoch == 0 { return initial }
    if let weights = kept.first(where: { $0.epoch == epoch }) { return weights.hidden }
    let known = ([0] + kept.map(\.epoch) + [lastEpoch].compactMap { $0 }).uniqued.map(String.init)
    throw .unsuitable(
      port: port,
      cause: "it keeps no weights of epoch \(epoch), only of \(known.joined(separator: ", "))",
      remedy: "name one of these, or train with keep: [\(epoch)]")
  }

  /// The epoch that training ended with, where the history says so.
  private var lastEpoch: Int? { history.last?.epoch }
}
