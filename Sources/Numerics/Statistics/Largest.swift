extension Sequence<Double> {
  /// The largest, or 0 of none; not a number where one is none, which `max` would pass over.
  package var largest: Double { reduce(0) { $0.isNaN || $1.isNaN ? .nan : Swift.max($0, $1) } }
}
