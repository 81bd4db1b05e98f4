internal import CKernels

/// An element type that the training loops are written for.
protocol TrainingScalar: RealScalar {
  associatedtype Units
  associatedtype Listed

  /// How many rows are transposed together.
  static var panelRows: Int { get }

  static func units(
    _ hidden: UnsafeMutablePointer<Self>, _ first: UnsafeMutablePointer<Self>,
    _ second: UnsafeMutablePointer<Self>, start: UnsafePointer<Self>
  ) -> Units

  static func gather(
    _ data: UnsafePointer<Self>, _ order: UnsafePointer<Int64>, _ count: Int, columns: Int,
    stride: Int, rows: UnsafeMutablePointer<Self>, panel: UnsafeMutablePointer<Self>)

  static func forward(
    _ kernel: malleus_kernel, _ hidden: UnsafePointer<Self>, units: Int, stride: Int,
    output: UnsafePointer<Self>, classes: Int, panels: UnsafePointer<Self>, panelCount: Int,
    columns: Int, gates: UnsafeMutablePointer<UInt16>, outputs: UnsafeMutablePointer<Self>)

  static func backward(
    _ kernel: malleus_kernel, _ update: malleus_update, _ part: malleus_part, _ weights: Units,
    units: Int, stride: Int, output: UnsafePointer<Self>, classes: Int,
    rows: UnsafePointer<Self>, gates: UnsafePointer<UInt16>, panelCount: Int,
    delta: UnsafePointer<Self>, gradient: UnsafeMutablePointer<Self>,
    scratch: UnsafeMutableRawPointer
  ) -> Double

  /// `count` rows that are mostly one value each, as `malleus_listed_f32` has them.
  static func listed(
    _ count: Int, bases: UnsafePointer<Self>, rowBegins: UnsafePointer<Int32>,
    columnBegins: UnsafePointer<Int32>, columns: UnsafePointer<UInt16>, rows: UnsafePointer<UInt16>,
    byRow: UnsafePointer<Self>, byColumn: UnsafePointer<Self>
  ) -> Listed

  static func forward(
    _ kernel: malleus_kernel, _ hidden: UnsafePointer<Self>, units: Int, stride: Int,
    output: UnsafePointer<Self>, classes: Int, listed: Listed, panelCount: Int, columns: Int,
    gates: UnsafeMutablePointer<UInt16>, outputs: UnsafeMutablePointer<Self>,
    scratch: UnsafeMutablePointer<Self>)

  static func backward(
    _ kernel: malleus_kernel, _ update: malleus_update, _ part: malleus_part, _ weights: Units,
    units: Int, stride: Int, output: UnsafePointer<Self>, classes: Int, listed: Listed,
    columns: Int, gates: UnsafePointer<UInt16>, panelCount: Int, delta: UnsafePointer<Self>,
    gradient: UnsafeMutablePointer<Self>, scratch: UnsafeMutablePointer<Self>
  ) -> Double
}

extension Float: TrainingScalar {
  static var panelRows: Int { Int(malleus_panel_f32) }

  static func units(
    _ hidden: UnsafeMutablePointer<Float>, _ first: UnsafeMutablePointer<Float>,
    _ second: UnsafeMutablePointer<Float>, start: UnsafePointer<Float>
  ) -> malleus_units_f32 {
    malleus_units_f32(hidden: hidden, first: first, second: second, start: start)
  }

  static func gather(
    _ data: UnsafePointer<Float>, _ order: UnsafePointer<Int64>, _ count: Int, columns: Int,
    stride: Int, rows: UnsafeMutablePointer<Float>, panel: UnsafeMutablePointer<Float>
  ) {
    malleus_gather_f32(data, order, CInt(count), CInt(columns), CInt(stride), rows, panel)
  }

  static func forward(
    _ kernel: malleus_kernel, _ hidden: UnsafePointer<Float>, units: Int, stride: Int,
    output: UnsafePointer<Float>, classes: Int, panels: UnsafePointer<Float>, panelCount: Int,
    columns: Int, gates: UnsafeMutablePointer<UInt16>, outputs: UnsafeMutablePointer<Float>
  ) {
    malleus_forward_f32(
      kernel, hidden, CInt(units), CInt(stride), output, CInt(classes), panels, CInt(panelCount),
      CInt(columns), gates, outputs)
  }

  static func backward(
    _ kernel: malleus_kernel, _ update: malleus_update, _ part: malleus_part,
    _ weights: malleus_units_f32, units: Int, stride: Int, output: UnsafePointer<Float>,
    classes: Int, rows: UnsafePointer<Float>, gates: UnsafePointer<UInt16>, panelCount: Int,
    delta: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutableRawPointer
  ) -> Double {
    withUnsafePointer(to: update) { update in
      withUnsafePointer(to: weights) { weights in
        malleus_backward_f32(
          kernel, update, part, weights, CInt(units), CInt(stride), output, CInt(classes), rows,
          CInt(stride), gates, CInt(panelCount), delta, gradient, scratch)
      }
    }
  }
}

extension Double: TrainingScalar {
  static var panelRows: Int { Int(malleus_panel_f64) }

  static func units(
    _ hidden: UnsafeMutablePointer<Double>, _ first: UnsafeMutablePointer<Double>,
    _ second: UnsafeMutablePointer<Double>, start: UnsafePointer<Double>
  ) -> malleus_units_f64 {
    malleus_units_f64(hidden: hidden, first: first, second: second, start: start)
  }

  static func gather(
    _ data: UnsafePointer<Double>, _ order: UnsafePointer<Int64>, _ count: Int, columns: Int,
    stride: Int, rows: UnsafeMutablePointer<Double>, panel: UnsafeMutablePointer<Double>
  ) {
    malleus_gather_f64(data, order, CInt(count), CInt(columns), CInt(stride), rows, panel)
  }

  static func forward(
    _ kernel: malleus_kernel, _ hidden: UnsafePointer<Double>, units: Int, stride: Int,
    output: UnsafePointer<Double>, classes: Int, panels: UnsafePointer<Double>, panelCount: Int,
    columns: Int, gates: UnsafeMutablePointer<UInt16>, outputs: UnsafeMutablePointer<Double>
  ) {
    malleus_forward_f64(
      kernel, hidden, CInt(units), CInt(stride), output, CInt(classes), panels, CInt(panelCount),
      CInt(columns), gates, outputs)
  }

  static func backward(
    _ kernel: malleus_kernel, _ update: malleus_update, _ part: malleus_part,
    _ weights: malleus_units_f64, units: Int, stride: Int, output: UnsafePointer<Double>,
    classes: Int, rows: UnsafePointer<Double>, gates: UnsafePointer<UInt16>, panelCount: Int,
    delta: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutableRawPointer
  ) -> Double {
    withUnsafePointer(to: update) { update in
      withUnsafePointer(to: weights) { weights in
        malleus_backward_f64(
          kernel, update, part, weights, CInt(units), CInt(stride), output, CInt(classes), rows,
          CInt(stride), gates, CInt(panelCount), delta, gradient, scratch)
      }
    }
  }
}
