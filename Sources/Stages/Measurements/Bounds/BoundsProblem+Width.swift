internal import Foundation
internal import Numerics
internal import Pipeline

extension BoundsProblem {
  /// Theorem 4.7 with its proof (equation 17), and the widths of remark C.14.
  func widths(on cores: Cores) throws(StageError) -> [Bound] {
    let rank = gram.rank
    let n = Double(rows.rows)
    var bounds: [Bound] = []
    for k in [200, rank] where k <= rank {
      guard let kappa = gram.conditionNumber(at: k) else { continue }
      let value = TheoremWidth.width(kappa: kappa, rows: rows.rows)
      bounds.append(
        Bound(
          place: "Theorem 4.7",
          name: "width m ≥ κ⁶·n·log n, κ = λ₁/λ_\(k)"
            + (k == rank ? " at the numerical rank" : ""),
          limit: value, measured: width, holds: width.map { $0 >= value }))
    }
    if rank > 0 {
      let last = gram.values[rank - 1]
      bounds.append(
        .about(
          "Theorem 4.7, proof", "λ_min(K) = Θ(λ_r(G)³) with attention, Θ(1) without",
          attends ? last * last * last : 1, measured: smallest))
    }
    if let width, case .empirical? = family {
      let limit = InfiniteKernel.train(features, on: cores)
      var difference = matrix
      difference.add(limit, times: -1)
      let deviation = difference
      let (norm, scale) = try computing { () throws(NumericsError) in
        (
          try deviation.spectralNorm(on: cores),
          try Spectrum(rows: features, on: cores).values.first ?? 0
        )
      }
      let weights = kernel.about.text("weights") ?? "unknown"
      bounds.append(
        .atMost(
          "Equation 17",
          "‖K_m − K_∞‖₂ ≤ √(ns² log n/m) + s log n/m, s = λ₁ of the kernel's rows' Gram matrix, constant 1, \(weights) weights",
          (n * scale * scale * log(n) / width).squareRoot() + scale * log(n) / width, norm))
    }
    let printed: Double = attends ? 1600 : 400
    bounds.append(
      Bound(
        place: "Remark C.14", name: "width for a malleability error of 5 %, as printed",
        limit: printed, measured: width, holds: width.map { $0 >= printed }))
    if n > 1, let scale = gram.values.first {
      let constant = attends ? scale * scale * scale : 1
      bounds.append(
        .about(
          "Remark C.14",
          "width that puts proposition C.13's bound at 5 %, 400·C_mall²·n log n, C_mall = λ₁(G)³ with attention and 1 without",
          printed, measured: 400 * constant * constant * n * log(n)))
    }
    bounds.append(
      .about(
        "Remark C.14", "C_mall that the printed width implies, 0.05·√(m/(n log n))",
        measured: n > 1 ? 0.05 * (printed / (n * log(n))).squareRoot() : nil))
    return bounds
  }
}
