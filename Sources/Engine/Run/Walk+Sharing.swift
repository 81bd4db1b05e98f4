import Pipeline

extension Walk {
  /// What an executor is to do, in this order.
  struct Orders {
    /// The running nodes that have more or fewer cores from now on.
    var shares: [(node: Int, cores: Int)] = []
    var jobs: [Job] = []
  }

  /// Shares all cores out among the jobs that run, evenly, but at least one each.
  ///
  /// A single one has all; what is left over goes to those with the longest way to the end.
  /// Those that were admitted start with their share; others hear of it when it changed, so that a long job takes up the
  /// cores of those that ended beside it, and gives some back when others start. Who waits for another process needs none.
  mutating func shareCores() -> Orders {
    var orders = Orders()
    let busy = running.keys.filter { running[$0]?.isWaiting == false }
      .sorted { (ready.priority[$1], $0) < (ready.priority[$0], $1) }
    let (each, rest) = limits.cores.quotientAndRemainder(dividingBy: max(1, busy.count))
    for (place, node) in busy.enumerated() {
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
