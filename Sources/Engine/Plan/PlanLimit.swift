/// The limits that keep a hostile or mistaken manifest from costing more than a refusal.
enum PlanLimit {
  /// How many variants all nodes together may have.
  static let nodes = 1_000_000
  /// How many inputs all variants together may read.
  static let inputs = 20_000_000
  /// How many nodes the lists at one port may name, through the ports of parts.
  static let references = 100_000
  /// How many values one range may have.
  static let range = 100_000
  /// How many parts may be included in all.
  static let parts = 10_000
  /// The longest time limit, in seconds: 30 years.
  static let timeout = 1e9
  /// How deep parts may include parts.
  static let depth = 16
  /// How many values may depend on one another in a row.
  static let chain = 500
  /// How long a value may become when others are filled in, in bytes.
  static let value = 1 << 20
  /// How many lists and maps may be inside one another when others are filled in.
  static let nesting = 64
  /// The longest name, in characters.
  static let name = 100
  /// The longest name in bytes: file systems take 255, of which a file that is being written needs some.
  static let nameBytes = 200
}
