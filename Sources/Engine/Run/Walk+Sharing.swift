import Pipeline

extension Walk {
  /// What an executor is to do.
  struct Orders {
    /// The running nodes that have more or fewer cores from now on.
    var shares: [(node: Int, cores: Int)] = []
    var jobs: [Job] = []
  }

  /// Shares all cores out among the jobs that run, evenly, but at least one each: a single one has all.
  ///
  /// Those that were admitted start with their share; others hear of it when it changed, so that a long job takes up the
  /// cores of those that ended beside it, and gives some back when others start.
  mutating func shareCores() -> Orders {
    var orders = Orders()
    for (place, node) in running.keys.sorted().enumerated() {
      let (each, rest) = limits.cores.quotientAndRemainder(dividingBy: running.count)
      let cores = max(1, each + (place < rest ? 1 : 0))
      let before = running[node]?.cores ?? 0
      guard cores != before else { continue }
      running[node]?.cores = cores
      if before == 0 {
        observe(.nodeStarted(plan.nodes[node], cores: cores))
        orders.jobs.append(job(for: plan.nodes[node], cores: cores))
      } else {
        observe(.coresChanged(plan.nodes[node], cores: cores))
        orders.shares.append((node, cores))
      }
    }
    return orders
  }
}
