/// Every command of the tool; parser, help and completion read this one table.
package enum Command: String, CaseIterable, Sendable {
  case run, plan, check, graph, stages, show, export, log
  case storeSize = "store size"
  case storeVerify = "store verify"
  case storeGC = "store gc"
  case fetch, doctor, completion, help, version
  /// Started by runs, not by people.
  case worker

  /// What people type, one or two words.
  package var words: [String] { rawValue.split(separator: " ").map(String.init) }
  package var isHidden: Bool { self == .worker }

  /// What it does, in one phrase.
  package var summary: String {
    switch self {
    case .run: "compute what is not known yet and write the results"
    case .plan: "say what would run, and why"
    case .check: "find all faults of a manifest without running anything"
    case .graph: "draw the graph of stages"
    case .stages: "list the stages, or describe one"
    case .show: "describe a node and print small tables"
    case .export: "write a node's artifact as files"
    case .log: "print what a node's last run said"
    case .storeSize: "say how much the store holds"
    case .storeVerify: "read everything in the store and check it"
    case .storeGC: "remove leftovers and what no result needs"
    case .fetch: "download a public data set and check it"
    case .doctor: "say what this machine offers and what slows it down"
    case .completion: "print the shell's completion script"
    case .help: "explain a command"
    case .version: "print the version"
    case .worker: "serve a run"
    }
  }

  package var operands: [Operand] {
    switch self {
    case .run, .plan: [Operand("FILE", .manifest), Operand("NODE", .node, .many)]
    case .check, .graph: [Operand("FILE", .manifest)]
    case .stages: [Operand("NAME", .stage, .optional)]
    case .show, .export, .log: [Operand("FILE", .manifest), Operand("NODE", .node)]
    case .fetch: [Operand("NAME", .word(PublicDataset.all.map(\.name)))]
    case .completion: [Operand("SHELL", .word(["bash", "zsh"]))]
    case .help: [Operand("COMMAND", .word(Self.names), .many)]
    case .storeSize, .storeVerify, .storeGC, .doctor, .version, .worker: []
    }
  }

  package var flags: [Flag] {
    let manifest: [Flag] = [.set, .profile, .store, .trust]
    let own: [Flag] =
      switch self {
      case .run:
        manifest + [.jobs, .memory, .out, .failFast, .inProcess, .json, .quiet, .verbose]
      case .plan: manifest + [.json, .verbose]
      case .check: [.set, .profile]
      case .graph: manifest + [.format]
      case .show: manifest + [.json]
      case .log: manifest
      case .export: manifest + [.to, .force]
      case .stages: [.json]
      case .fetch: [.to, .force, .quiet]
      case .storeVerify: [.store, .trust, .repair, .json]
      case .storeGC: [.store, .trust, .checkpoints, .alone, .json]
      case .storeSize, .doctor: [.store, .trust, .json]
      case .completion, .help, .version: []
      case .worker: [.store, .trust]
      }
    return own + [.color, .help]
  }

  /// The words that a command line can start with.
  package static var names: [String] {
    var names: [String] = []
    for command in allCases where !command.isHidden && !names.contains(command.words[0]) {
      names.append(command.words[0])
    }
    return names
  }
}

/// One positional argument of a command.
package struct Operand: Sendable {
  package enum Kind: Sendable, Equatable {
    case manifest, node, stage
    case word([String])
  }
  package enum Count: Sendable { case one, optional, many }

  package var name: String
  package var kind: Kind
  package var count: Count

  package init(_ name: String, _ kind: Kind, _ count: Count = .one) {
    self.name = name
    self.kind = kind
    self.count = count
  }

  /// The operand in a usage line.
  package var usage: String {
    switch count {
    case .one: name
    case .optional: "[\(name)]"
    case .many: "[\(name)…]"
    }
  }
}
