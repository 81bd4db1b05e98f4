internal import Numerics
internal import Pipeline

extension Kernel {
  /// The kernel between test rows and training rows, of a kernel that must have test rows.
  func testRows() throws(StageError) -> any KernelQueries {
    guard let queries, queries.count > 0 else {
      throw .unsuitable(
        port: "kernel", cause: "it has no test rows", remedy: "wire ‘queries’ of the kernel's stage"
      )
    }
    return queries
  }
}
