internal import Numerics
public import Pipeline

extension TrainMLP {
  /// What batches are replaced by.
  public enum Adversarial: String, Choice { case none, fgsm, pgd }

  static let attackSettings: [Setting<Self>] = [
    Setting(
      "adversarial", \.adversarial, "the attack on each batch, against the weights as they are"
    )
    .used(when: "images is wired") { stage, wiring in
      stage.adversarial != .none || wiring.isWired(images.name)
    },
    Setting("epsilon", \.epsilon, "how far each pixel may move, in units of space", in: 0...)
      .used(when: attacked, isAttacked),
    Setting("step", \.step, "how far one step of the attack moves a pixel", above: 0)
      .used(when: iterated, isIterated),
    Setting("steps", \.steps, "how many steps an attack takes", in: 1..., unit: "steps")
      .used(when: iterated, isIterated),
    Setting(
      "attack-start", \.attackStart, "where PGD starts: anywhere in the cube, or at the image"
    )
    .used(when: iterated, isIterated),
    Setting("space", \.space, "where epsilon and step are measured")
      .used(when: attacked, isAttacked),
  ]

  private static let attacked = "adversarial is fgsm or pgd"
  private static let isAttacked: @Sendable (Self, Wiring) -> Bool = { stage, _ in
    stage.adversarial != .none
  }
  private static let iterated = "adversarial is pgd"
  private static let isIterated: @Sendable (Self, Wiring) -> Bool = { stage, _ in
    stage.adversarial == .pgd
  }

  var isAttackRandom: Bool { adversarial == .pgd && attackStart == .random }

  /// What makes the attacked version of a batch, or `nil` without adversarial training.
  func adversary(
    _ data: Features, _ images: Dataset?, output: Matrix<Double>, raising loss: OutputLoss,
    in context: Context
  ) throws(StageError) -> Training.Adversary? {
    guard adversarial != .none, let images else { return nil }
    let batch = min(batch, data.matrix.rows)
    let batches = (data.matrix.rows + batch - 1) / batch
    let progress = BlockProgress(context, unit: "batches")
    let target = try AttackTarget(map: data.map, space: space, at: Self.data.name)
    let attacked = try AttackedBatches(
      images: images, behind: data, target: target, attack: attack(epoch: 0), rows: batch,
      units: output.rows, batches: Double(batches) * Double(epochs), in: context)
    return { (rows, epoch, hidden) throws(NumericsError) in
      defer { progress.add(of: batches * epochs) }
      return try attacked.rows(
        rows, with: attack(epoch: epoch),
        on: TwoLayerNetwork(hidden: hidden, output: output), raising: loss)
    }
  }

  /// The attack of an epoch: what it draws belongs to the epoch and the image's id, whichever batch
  /// the image is in.
  func attack(epoch: Int) -> Attack {
    let method: Attack.Method =
      adversarial == .fgsm
      ? .fgsm : .pgd(step: step, steps: steps, isRandomStart: attackStart == .random)
    return Attack(
      method, epsilon: epsilon, seed: Self.attackSeed(UInt64(seed), epoch: epoch))
  }

  /// The seed with which `Perturb` draws as adversarial training does in an epoch.
  package static func attackSeed(_ seed: UInt64, epoch: Int) -> UInt64 {
    CounterRandom(seed: seed, purpose: "TrainMLP/attack").bits(epoch) >> 1
  }

  var attackFacts: [(String, JSON)] {
    guard adversarial != .none else { return [] }
    var facts: [(String, JSON)] = [
      ("adversarial", .string(adversarial.rawValue)), ("epsilon", JSON(epsilon)),
      ("space", .string(space.rawValue)),
    ]
    if adversarial == .pgd {
      facts += [
        ("step", JSON(step)), ("steps", JSON(steps)),
        ("attack-start", .string(attackStart.rawValue)),
      ]
    }
    return facts
  }

  /// The images in the order of the rows, the composed map with the network, and the state of the
  /// batch's rows.
  func attackMemory(_ inputs: InputShapes, units: Int) -> Int {
    guard adversarial != .none else { return 0 }
    let (rows, columns) = (inputs[Self.images, "rows"], inputs[Self.images, "columns"])
    let state = 8 * max(units, columns) + max(1, inputs[Self.data, "classes"]) * columns
    let composed = columns * (4 * units + 4 * columns)
    return 8 * (rows * 2 * columns + composed + 2 * min(batch, rows) * state)
  }
}
