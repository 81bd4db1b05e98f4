public import Pipeline

extension KernelInfluence {
  public static func example() throws(StageError) -> StageExample {
    let features = try exampleFeatures()
    let inputs = try Inputs().wiring(features, to: InfiniteNTK.data)
      .wiring(features, to: InfiniteNTK.queries)
    let limit = try InfiniteNTK().run(inputs, in: Context())
    return StageExample(inputs: try Inputs().wiring(limit, to: kernel))
  }
}
