internal import Numerics
public import Pipeline

extension OneAtATime {
  public static func example() throws(StageError) -> StageExample {
    let inputs = try KernelInfluence.example().inputs
    let influence = try KernelInfluence().run(inputs, in: Context())
    let features = try exampleFeatures()
    var images = try exampleDataset()
    images.inputs.scale(by: 0.5)
    images.inputs[1, 0] += 0.25
    return StageExample(
      settings: [NamedSetting("top", "3")],
      inputs: try inputs.wiring(features, to: Self.features).wiring(features, to: queries)
        .wiring(images, to: attacked).wiring(influence, to: by))
  }
}
