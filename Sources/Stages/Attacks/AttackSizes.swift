internal import Pipeline

/// How large an attack on some rows is.
struct AttackSizes {
  var rows: Int
  var pixels: Int
  /// How many vectors attention multiplies a row with, on the way from the pixels to the network.
  var attention: Int
  var units: Int
  var steps: Int
  var precision = Precision.double

  /// Whether the map is composed with the network, and gradients carried from step to step (`AttackTarget.pays`).
  private var isComposed: Bool { Double(rows) * Double(steps) >= 2 * Double(pixels) }

  /// What is made once, for attacks on however many batches: one matrix of all attention, and its square.
  var composing: Work {
    guard isComposed, attention > 0 else { return Work() }
    return .product(pixels, pixels + attention / 2, pixels)
  }

  /// A gradient a step, through the network and all attention and back; where they are composed, each gradient but the first takes an
  /// eighth of the products, as the rest is carried along.
  ///
  /// Moving the pixels and scaling the rows costs more than it looks, beside the products of small networks the most.
  var work: Work {
    let network = 2 * Work.product(rows, pixels, units)
    guard isComposed else {
      return steps
        * (network + 2 * .product(rows, pixels, attention) + .passes(100, over: 8 * rows * pixels))
    }
    let once: Work = attention > 0 ? .product(units, pixels, pixels) : Work()
    var gradient = attention > 0 ? network + .product(rows, pixels, pixels) : network
    if precision == .float { gradient = Work(singleProducts: gradient.products) }
    return once + (1 + Double(steps - 1) / 8) * gradient
      + .passes(40 * Double(steps), over: 8 * rows * pixels)
  }
}
