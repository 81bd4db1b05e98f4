internal import Numerics

/// A network of eight hidden units that fits the example features, with weights moved a little from where they started.
func exampleNetwork() -> Network {
  let (width, columns, outputs) = (8, 36, 3)
  let random = CounterRandom(seed: 1, purpose: "example network")
  let initial: Matrix<Double> = random.substream(0).normals(rows: width, columns: columns, on: .one)
  let step: Matrix<Double> = random.substream(1).normals(rows: width, columns: columns, on: .one)
  let output: Matrix<Double> = random.substream(2).signs(rows: width, columns: outputs)
  var hidden = initial
  hidden.add(step, times: 0.1)
  return Network(hidden: hidden, output: output, initial: initial, loss: .crossEntropy)
}
