import Manifest

extension PlanFault.Reason {
  /// The wording of every reason: what is wrong, then what to do.
  var message: String {
    switch self {
    case .syntax(let error):
      error.message
    case .unreadable(let file, let cause):
      "cannot read ‘\(file)’: \(cause)"
    case .unknownKey(let key):
      "‘\(key)’ is not a key of a manifest; it holds let, sweep, profiles, takes and stages"
    case .expected(let shape, let what):
      "\(what) must be \(shape)"
    case .noStages:
      "nothing to do; list the nodes under ‘stages:’"
    case .rootTakes:
      "a file that takes inputs is a part; include it from another manifest and run that"
    case .includesItself(let file):
      "‘\(file)’ includes itself; remove the circle"
    case .includedTooDeep:
      "parts include parts more than \(PlanLimit.depth) deep; make them flatter"
    case .tooManyParts:
      "more than \(PlanLimit.parts) parts are included; include fewer"
    case .accents(let file):
      "another file's path differs from ‘\(file)’ only in how an accent is written; rename one"

    case .badName(let name):
      "‘\(name)’ cannot be a name; use 1 to \(PlanLimit.name) letters, digits, ‘.’, ‘_’ or ‘-’, the first not a ‘.’"
        + (name.utf8.count > PlanLimit.nameBytes ? ", \(PlanLimit.nameBytes) bytes in all" : "")
    case .clash(let name, let other):
      "‘\(name)’ and ‘\(other)’ would be the same file name on some machines; rename one"
    case .longName(let name):
      "‘\(name)’ is longer than \(PlanLimit.name) characters or \(PlanLimit.nameBytes) bytes; shorten it"
    case .nameInPart(let name, let part):
      "‘\(name)’ would be a node of the part ‘\(part)’, which another file declares; rename one"

    case .variableTwice(let name):
      "‘\(name)’ is both a let and a sweep variable; rename one"
    case .unusedLet(let name):
      "nothing uses ‘\(name)’; write ${\(name)} where it belongs, or remove it"
    case .unusedSweep(let name):
      "nothing varies over ‘\(name)’; write ${\(name)} where it belongs, or remove it"
    case .variableCycle(let names):
      "a value that depends on itself: \(names.joined(separator: " → ")); give one of them a value"
    case .noValues(let axis):
      "the sweep over ‘\(axis)’ has no values; list at least one"
    case .labelTwice(let label, let axis):
      "‘\(label)’ occurs twice in the sweep over ‘\(axis)’; remove one, or write {label: value}"
    case .needsLabel(let text):
      "‘\(text)’ cannot be a label; write {label: value}, the label made of letters, digits, ‘.’, ‘_’ or ‘-’"
    case .badRange(let text):
      "‘\(text)’ runs backwards; write the smaller number first"
    case .rangeTooLong(let text, let limit):
      "‘\(text)’ has more than \(limit) values; make it shorter"
    case .sweptSweep(let axis, let by):
      "the values of ‘\(axis)’ depend on the sweep over ‘\(by)’; a sweep's values must be the same for all"
    case .sweptTwice(let axis, let node):
      "‘\(node)’ varies over two sweeps called ‘\(axis)’; give the part the other's value, as \(axis): ${\(axis)}"
    case .unknownProfile(let name):
      "there is no profile ‘\(name)’"
    case .profileSetsUnknown(let name):
      "a profile sets let and sweep values, and ‘\(name)’ is neither"
    case .setWithoutValue:
      "expected name=value or sweep.name=value,value"
    case .setUnknown(let name):
      "there is no let ‘\(name)’; only values under ‘let:’ and sweeps, as sweep.NAME, can be set"
    case .setUnknownAxis(let name):
      "there is no sweep over ‘\(name)’"
    case .badValue(let cause):
      "this value cannot be read: \(cause)"

    case .unclosedSubstitution:
      "‘${’ without ‘}’; close it, or write ‘$${’ for a plain ‘${’"
    case .unknownVariable(let name):
      "‘\(name)’ is neither a let nor a sweep variable here"
    case .notText(let variable):
      "‘\(variable)’ is a list or a map and cannot stand inside text; let it be the whole value"

    case .chainTooLong:
      "more than \(PlanLimit.chain) values depend on one another in a row; shorten the chain"
    case .valueTooLong:
      "the value is longer than \(PlanLimit.value) bytes with everything filled in; shorten it"
    case .valueTooDeep:
      "more than \(PlanLimit.nesting) lists and maps inside one another with everything filled in; make it flatter"

    case .neitherUseNorInclude(let node):
      "‘\(node)’ says neither ‘use: STAGE’ nor ‘include: FILE’; add one"
    case .bothUseAndInclude(let node):
      "‘\(node)’ says both ‘use’ and ‘include’; make them two nodes"
    case .unknownStage(let name):
      "there is no stage ‘\(name)’; ‘malleus stages’ lists all"
    case .unknownSetting(let name, let stage):
      "\(stage) has no setting or port ‘\(name)’; ‘malleus stages \(stage)’ lists them"
    case .setting(let name, let text):
      "\(name): \(text)"
    case .badTimeout(let text):
      "‘\(text)’ is not a time limit; write seconds, or a number with s, m or h, such as 10m"

    case .unknownPartKey(let name, let file):
      "‘\(file)’ neither takes ‘\(name)’ nor has a let of this name"
    case .partNeeds(let name, let file):
      "‘\(file)’ takes ‘\(name)’, which is not given; add ‘\(name): NODE’"
    case .substitutedInclude:
      "the file to include cannot depend on ‘${…}’; write its path"

    case .badReference(let text):
      "‘\(text)’ is not a reference; write NODE, NODE[axis=label], NODE[axis=*] or NODE[*]"
    case .substitutedReference:
      "a reference cannot be built from ‘${…}’; write the node's name"
    case .unknownNode(let name):
      "there is no node ‘\(name)’"
    case .partAsNode(let name):
      "‘\(name)’ is an included part, not a node; name one of its nodes as \(name).NODE"
    case .selectsTaken(let name):
      "‘\(name)’ is taken from outside; select variants where the part is included"
    case .notSwept(let node, let axis):
      "‘\(node)’ does not vary over ‘\(axis)’; leave it out of the brackets"
    case .unknownLabel(let label, let axis):
      "the sweep over ‘\(axis)’ has no value labelled ‘\(label)’"
    case .selectsTwice(let axis):
      "‘\(axis)’ is selected twice; keep one"
    case .listForOne(let port):
      "‘\(port)’ takes one node, not a list; name the node without brackets"
    case .manyForOne(let port, let count):
      "‘\(port)’ takes one node, and this gathers \(count); select one, as in NODE[axis=label]"
    case .wrongKind(let port, let takes, let node, let yields):
      "‘\(port)’ takes \(takes), but ‘\(node)’ yields \(yields)"
    case .missingPort(let port, let kind, let stage):
      "\(stage) needs ‘\(port)’; add ‘\(port): NODE’ with a node that yields \(kind)"
    case .emptyPort(let port):
      "‘\(port)’ takes at least one node; list it, or leave the port out"
    case .nodeCycle(let names):
      "a node that needs itself: \(names.joined(separator: " → ")); remove one of these wires"
    case .tooManyNodes(let count):
      "the sweeps would make \(count == .max ? "far too many" : "\(count)") nodes, more than \(PlanLimit.nodes); shorten them"
    case .tooManyReferences:
      "the lists given here name more than \(PlanLimit.references) nodes; gather a sweep instead"
    case .tooManyInputs(let count):
      "the nodes would read \(count) inputs, more than \(PlanLimit.inputs); gather less"
    }
  }
}
