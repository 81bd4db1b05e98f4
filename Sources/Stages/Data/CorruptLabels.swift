internal import Numerics
public import Pipeline

/// A data set with some labels replaced by wrong ones, so that finding them can be tested.
///
/// share·n rows, to the nearest whole number, are drawn without repetition, and each takes one of the other classes with equal
/// chance. Ids stay, so which labels are wrong is seen by comparing with the data before.
public struct CorruptLabels: Stage {
  public static let summary = "Some labels replaced by wrong ones, drawn from a seed."
  public static let version = 1
  public static let source = "Koh and Liang, 2017, section 5.4"
  public static let data = Port<Dataset>("data", "the rows with their right labels")
  public static let inputs: [any InputPort] = [data]
  public static let settings = [
    Setting<Self>("share", \.share, "the share of labels that become wrong", in: 0...1),
    Setting<Self>("seed", \.seed, "what rows and labels are drawn from", in: 0...),
  ]
  var share = 0.1
  var seed = 1

  public init() {}

  public func shape(_ inputs: InputShapes) -> Shape? { inputs[Self.data] }

  public func run(_ inputs: Inputs, in context: Context) throws(StageError) -> Dataset {
    var data = try inputs[Self.data]
    let classes = data.about.classes.count
    guard classes > 1 else {
      throw .unsuitable(
        port: Self.data.name, cause: "it has one class only, so no label can be wrong",
        remedy: "load two classes or more")
    }
    let random = CounterRandom(seed: UInt64(seed), purpose: "CorruptLabels")
    let n = data.labels.count
    let chosen = random.substream(0).sample(Int((share * Double(n)).rounded()), from: n).sorted()
    var others = random.substream(1).sequence()
    for row in chosen {
      let step = 1 + others.below(classes - 1)
      data.labels[row] = Int32((Int(data.labels[row]) + step) % classes)
    }
    let remark = "\(chosen.count) of \(n) labels were replaced by wrong ones (seed \(seed))."
    data.about.source += data.about.source.isEmpty ? remark : " " + remark
    return data
  }

  public static func example() throws(StageError) -> StageExample {
    StageExample(
      settings: [NamedSetting("share", "0.25")],
      inputs: try Inputs().wiring(exampleDataset(), to: data))
  }
}
