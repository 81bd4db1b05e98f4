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
  /// How many networks the same map leads to, one after the other; it is composed once for all of them.
  var networks = 1.0

  /// Copying what is composed takes about as long as the gradients of so many rows.
  private static var copied: Double { 8 }

  /// Whether attacks do less arithmetic with the map and the network composed to one and gradients carried from step to step.
  var paysComposing: Bool {
    let once = map.products / networks + network.products
    let gradients = Self.copied + Double(rows) * Self.gradients(carriedFor: steps)
    return once + gradients * gradient.products < Double(rows) * Double(steps) * whole.products
  }

  /// How many whole gradients as many carried ones take: each but the first takes an eighth of the products.
  private static func gradients(carriedFor steps: Int) -> Double { 1 + Double(steps - 1) / 8 }
  /// One row's gradient through the network and all attention and back.
  private var whole: Work { 2 * (.product(1, pixels, units) + .product(1, pixels, attention)) }
  /// The same through both composed, whose lengths take a product with a square matrix.
  private var gradient: Work {
    2 * .product(1, pixels, units) + (attention > 0 ? .product(1, pixels, pixels) : Work())
  }
  /// One matrix of all attention, and its square.
  private var map: Work {
    attention > 0 ? .product(pixels, pixels + attention / 2, pixels) : Work()
  }
  /// That matrix and the network's.
  private var network: Work { attention > 0 ? .product(units, pixels, pixels) : Work() }

  /// What is made once, for attacks on however many batches.
  var composing: Work { paysComposing ? map : Work() }

  /// A gradient a step, carried along where map and network are composed.
  ///
  /// Moving the pixels and scaling the rows costs more than it looks, beside the products of small networks the most.
  var work: Work {
    guard paysComposing else {
      return steps * (rows * whole + .passes(100, over: 8 * rows * pixels))
    }
    var carried = rows * gradient
    if precision == .float { carried = Work(singleProducts: carried.products) }
    return network + Self.gradients(carriedFor: steps) * carried
      + .passes(40 * Double(steps), over: 8 * rows * pixels)
  }
}
