package import Pipeline

/// A small network trained on the example features, for other stages' examples.
package func exampleNetwork() throws(StageError) -> Network {
  var stage = TrainMLP()
  (stage.width, stage.epochs) = (6, 2)
  return try stage.run(Inputs().wiring(exampleFeatures(), to: TrainMLP.data), in: Context())
}
