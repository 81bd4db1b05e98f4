package import Manifest

extension PlanFault {
  package enum Reason: Hashable, Sendable {
    // Files and their shape.
    case syntax(ManifestError)
    case unreadable(file: String, cause: String)
    case unknownKey(String)
    case expected(String, of: String)
    case noStages
    case rootTakes
    case includesItself(file: String)
    case includedTooDeep
    case tooManyParts
    case accents(String)

    // Names.
    case badName(String)
    case clash(String, with: String)
    case longName(String)
    case nameInPart(String, part: String)

    // Let, sweep, profiles and the command line.
    case variableTwice(String)
    case unusedLet(String)
    case unusedSweep(String)
    case variableCycle([String])
    case noValues(axis: String)
    case labelTwice(String, axis: String)
    case needsLabel(String)
    case badRange(String)
    case rangeTooLong(String, limit: Int)
    case sweptSweep(axis: String, by: String)
    case sweptTwice(axis: String, node: String)
    case unknownProfile(String)
    case profileSetsUnknown(String)
    case setWithoutValue
    case setUnknown(String)
    case setUnknownAxis(String)
    case badValue(String)

    // Substitution.
    case unclosedSubstitution
    case unknownVariable(String)
    case notText(variable: String)
    case chainTooLong
    case valueTooLong
    case valueTooDeep

    // Nodes.
    case neitherUseNorInclude(String)
    case bothUseAndInclude(String)
    case unknownStage(String)
    case unknownSetting(String, stage: String)
    case setting(String, String)
    case badTimeout(String)

    // Parts.
    case unknownPartKey(String, file: String)
    case partNeeds(String, file: String)
    case substitutedInclude

    // References and ports.
    case badReference(String)
    case substitutedReference
    case unknownNode(String)
    case partAsNode(String)
    case selectsTaken(String)
    case notSwept(node: String, axis: String)
    case unknownLabel(String, axis: String)
    case selectsTwice(axis: String)
    case listForOne(port: String)
    case manyForOne(port: String, count: Int)
    case wrongKind(port: String, takes: String, node: String, yields: String)
    case missingPort(String, kind: String, stage: String)
    case emptyPort(String)
    case nodeCycle([String])
    case tooManyNodes(Int)
    case tooManyInputs(Int)
    case tooManyReferences
  }
}
