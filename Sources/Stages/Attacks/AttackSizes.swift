internal import Pipeline

/// How large an attack on some rows is.
struct AttackSizes {
  var rows: Int
  var pixels: Int
  /// Of the rows that the network reads.
  var columns: Int
  var units: Int
  var outputs: Int
  var steps: Int

  /// The map composed with the network, and a gradient a step: two products with what it is composed to in the first, and then
  /// an eighth of them, as most of it is carried along.
  var work: Work {
    let composing = Work.product(units, columns, pixels) + .product(pixels, columns, pixels)
    let gradient = 2 * .product(rows, pixels, units) + .product(rows, pixels, pixels)
    let carried = Double(max(0, steps - 1)) / 8
    let moving = Work.passes(Double(4 * steps), over: 8 * rows * (pixels + units))
    return composing + (1 + carried) * gradient + moving
  }
}
