package import Pipeline

/// Something that happened in a run, for whoever watches it.
package enum RunEvent: Sendable {
  case nodeStarted(PlannedNode, cores: Int)
  /// A running node has more cores than before, or fewer.
  case coresChanged(PlannedNode, cores: Int)
  /// A started node waits for another process, named here, that computes the same.
  case waiting(PlannedNode, for: String)
  case progress(PlannedNode, Progress)
  /// A line for the node's log.
  case note(PlannedNode, String)
  case nodeFinished(PlannedNode, NodeOutcome)
  /// A stored artifact was damaged: the node that yields it is computed again.
  case recomputing(PlannedNode, because: String)
  case totals(RunTotals)
  /// Nothing happened for a second.
  case silence
}

/// How far a run is.
package struct RunTotals: Hashable, Sendable {
  /// The nodes that the targets need.
  package var needed: Int
  /// Those whose end is known.
  package var finished: Int
  package var running: Int
  /// How long the others will take one after the other, as far as the last run tells.
  package var expectedSeconds: Double
}
