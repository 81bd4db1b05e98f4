internal import Numerics
package import Pipeline

/// Twelve small digits, the data of other stages' examples.
package func exampleDataset(seed: Int = 1) throws(StageError) -> Dataset {
  var stage = SyntheticDigits()
  (stage.count, stage.size, stage.classes, stage.seed) = (12, 6, [0, 1, 7], seed)
  return try stage.run(Inputs(), in: Context())
}

/// The same as rows of unit length.
package func exampleFeatures() throws(StageError) -> Features {
  try Normalize().run(Inputs().wiring(exampleDataset(), to: Normalize.data), in: Context())
}
