public import Pipeline

extension TrainMLP {
  public func shape(_ inputs: InputShapes) -> Shape? {
    if let start = inputs[Self.start] { return start }
    return [
      "width": width, "columns": inputs[Self.data, "columns"],
      "outputs": Targets.outputs(classes: inputs[Self.data, "classes"]),
    ]
  }

  /// Forward and backward through every batch, where half of the gates are closed, and the optimizer's pass over the
  /// weights after each; rows that are measured go forward once more.
  public func work(_ inputs: InputShapes) -> Work {
    let (rows, columns) = (inputs[Self.data, "rows"], inputs[Self.data, "columns"])
    let units = inputs[Self.start] == nil ? width : inputs[Self.start, "width"]
    let outputs = Targets.outputs(classes: inputs[Self.data, "classes"])
    let size = precision == .float ? 4 : 8
    let forward = Work.product(1, columns, units) + .product(1, outputs, units)
    let measured = inputs[Self.test, "rows"] + (record == .rows ? 2 * rows : 0)
    var epoch = Double(2 * rows + measured) * forward
    if precision == .float { epoch = Work(singleProducts: epoch.products) }
    epoch += .passes(Double(2 * rows / max(1, batch) + 1), over: 4 * size * units * columns)
    var once = Work()
    if adversarial != .none {
      let (batches, last) = rows.quotientAndRemainder(dividingBy: batch)
      let attacked = AttackSizes(
        rows: min(batch, rows), pixels: inputs[Self.images, "columns"],
        attention: inputs[Self.data, "attention"], units: units,
        steps: adversarial == .fgsm ? 1 : steps,
        networks: Double(epochs) * Double(batches + last.signum()))
      epoch += (Double(batches) + Double(last) / Double(batch)) * attacked.work
      once = attacked.composing
    }
    return once + epochs * epoch
  }
}
