internal import Figures
internal import Numerics
internal import Pipeline

/// One model's landscape: its surface, and the largest eigenvalues of its Hessian in the middle.
struct LandscapeView {
  /// One line of the figure's data.
  struct Row {
    var model: String
    var measure: String
    var first: Double?
    var second: Double?
    var value: Double?
  }

  let name: String
  let surface: LossSurface
  let eigenvalues: LargestEigenvalues

  init(
    of objective: TrainingObjective, of network: Network, for stage: LossLandscape,
    in context: Context
  ) throws(StageError) {
    name = objective.model == .network ? "network" : "linearized network"
    let cores = context.threads
    let progress = BlockProgress(context)
    (surface, eigenvalues) = try computing { () throws(NumericsError) in
      let directions = LossSurface.directions(
        for: network.hidden, seed: UInt64(stage.seed), on: cores)
      let surface = try LossSurface(
        of: objective, around: network.hidden, along: directions,
        at: LossSurface.places(stage.points, range: stage.range), on: cores
      ) { progress.add(of: $0) }
      let hessian = try ObjectiveHessian(of: objective, at: network.hidden, on: cores)
      return (surface, try hessian.largestEigenvalues(2, on: cores))
    }
  }

  /// The surface place by place, then the eigenvalues in rising order, each with its residual.
  var rows: [Row] {
    var rows: [Row] = []
    for (line, second) in surface.places.enumerated() {
      for (column, first) in surface.places.enumerated() {
        rows.append(
          Row(
            model: name, measure: "objective", first: first, second: second,
            value: surface.values[line, column]))
      }
    }
    for (value, residual) in zip(eigenvalues.values, eigenvalues.residuals) {
      rows.append(Row(model: name, measure: "Hessian eigenvalue", value: value))
      rows.append(Row(model: name, measure: "residual of the eigenvalue", value: residual))
    }
    return rows
  }

  /// The eigenvalues in a sentence.
  var words: String {
    let values = eigenvalues.values.reversed().map { NumberText.significant($0) }.joined(
      separator: " and ")
    let residual = NumberText.significant(eigenvalues.residuals.max() ?? 0, digits: 2)
    return "Largest Hessian eigenvalues of the \(name) in the middle: \(values) (residual at most "
      + "\(residual) after \(eigenvalues.steps) products)."
  }
}
