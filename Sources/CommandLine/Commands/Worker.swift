internal import Executors
internal import Store

extension Tool {
  /// `worker`: runs the jobs of a run, which talks to it through pipes.
  func serve() throws(ToolFailure) -> ExitStatus {
    let shelf = StoreShelf(try requireStore())
    Worker(runner: StageRunner(catalog: catalog, shelf: shelf)).serve()
  }
}
