internal import Numerics

extension Kernel {
  /// K as something to multiply by, in whichever form it is held.
  var operation: any KernelOperator {
    switch form {
    case .dense(let train, _, _): DenseKernel(train)
    case .factored(let train, _): FactoredKernel(train)
    }
  }
}
