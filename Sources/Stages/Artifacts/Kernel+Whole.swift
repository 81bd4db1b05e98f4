public import Numerics
internal import Pipeline

extension Kernel {
  /// K as one matrix, n×n; computed from what it is made of where it is not held, which takes 8·n² bytes.
  public func wholeTrain(on cores: Cores) -> Matrix<Double> {
    switch form {
    case .dense(let train, _, _): train
    case .factored(let train, _): EmpiricalKernel.train(train.rows, train.patterns, on: cores)
    }
  }

  /// The kernel between queries and training rows as one matrix, t×n; nil when there are no queries.
  public func wholeQueries(on cores: Cores) -> Matrix<Double>? {
    switch form {
    case .dense(_, let queries, _): queries
    case .factored(let train, let queries):
      queries.map {
        EmpiricalKernel.queries($0.rows, $0.patterns, train.rows, train.patterns, on: cores)
      }
    }
  }
}
