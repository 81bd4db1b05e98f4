public import Pipeline

extension NTKDistance {
  public static func example() throws(StageError) -> StageExample {
    let features = try exampleFeatures()
    let rows = try Inputs().wiring(features, to: InfiniteNTK.data)
      .wiring(features, to: InfiniteNTK.queries)
    let limit = try InfiniteNTK().run(rows, in: Context())
    return StageExample(
      inputs: try Inputs().wiring(exampleNetwork(), to: network).wiring(limit, to: kernel)
        .wiring(features, to: data).wiring(features, to: queries))
  }
}
