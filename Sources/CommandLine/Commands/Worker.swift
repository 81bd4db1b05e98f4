internal import Executors
internal import Store

extension Tool {
  /// `worker`: runs the jobs of a run, which talks to it through pipes.
  func serve() throws(ToolFailure) -> ExitStatus {
    guard let store = try openStore(.require) else { return .machine }
    Worker(runner: StageRunner(catalog: catalog, shelf: StoreShelf(store))).serve()
  }
}
