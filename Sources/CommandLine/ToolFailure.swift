internal import Engine
internal import Store

/// Why a command could not do its work, and the exit status that says so.
struct ToolFailure: Error {
  var status: ExitStatus
  var message: String
  /// Whether the message stands for itself, with places of its own.
  var isComplete = false
  /// Whether an artifact was damaged, so that a second attempt computes it again.
  var isOfDamage = false

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }

  init(_ error: StoreError) {
    self.init(.machine, error.message)
    switch error {
    case .damaged, .missing: isOfDamage = true
    default: break
    }
  }

  init(_ faults: PlanFaults) {
    self.init(faults.exitStatus == 3 ? .machine : .wrongQuestion, faults.rendered)
    isComplete = true
  }
}

/// What `body` does with the store, its errors as the tool's.
func storing<Result>(
  _ body: () throws(StoreError) -> Result
) throws(ToolFailure) -> Result {
  do throws(StoreError) {
    return try body()
  } catch {
    throw ToolFailure(error)
  }
}
