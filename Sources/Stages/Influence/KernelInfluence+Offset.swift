internal import Numerics
internal import Pipeline

extension KernelInfluence {
  /// The offset at the training rows, n×C, and at the queries, t×C.
  func offsets(
    _ inputs: Inputs, _ kernel: Kernel, _ outputs: Int, on cores: Cores
  ) throws(StageError) -> (train: Matrix<Double>, queries: Matrix<Double>) {
    guard let data = try inputs[Self.data], let queries = try inputs[Self.queries],
      let network = try inputs[Self.network]
    else {
      throw .unsuitable(
        port: "network", cause: "the offset needs data, queries and network", remedy: "wire them")
    }
    guard data.ids == kernel.ids, queries.ids == kernel.queryIds else {
      throw .unsuitable(
        port: "data", cause: "its rows or those of queries are not the kernel's",
        remedy: "wire the features that the kernel was made from")
    }
    guard network.outputs == outputs, network.hidden.columns == data.matrix.columns else {
      throw .unsuitable(
        port: "network", cause: "it has \(network.outputs) outputs, the classes ask for \(outputs)",
        remedy: "wire the network that was trained on these features")
    }
    let gates = offset == .initial ? nil : network.hidden
    func value(_ rows: Matrix<Double>) -> Matrix<Double> {
      network.function(weights: network.initial, gates: gates, at: rows, on: cores)
    }
    return (value(data.matrix), value(queries.matrix))
  }
}
