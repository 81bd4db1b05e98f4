internal import CKernels

extension Float {
  static func listed(
    _ count: Int, bases: UnsafePointer<Float>, rowBegins: UnsafePointer<Int32>,
    columnBegins: UnsafePointer<Int32>, columns: UnsafePointer<UInt16>, rows: UnsafePointer<UInt16>,
    byRow: UnsafePointer<Float>, byColumn: UnsafePointer<Float>
  ) -> malleus_listed_f32 {
    malleus_listed_f32(
      count: CInt(count), bases: bases, row_begins: rowBegins, column_begins: columnBegins,
      columns: columns, rows: rows, by_row: byRow, by_column: byColumn)
  }

  static func forward(
    _ kernel: malleus_kernel, _ hidden: UnsafePointer<Float>, units: Int, stride: Int,
    output: UnsafePointer<Float>, classes: Int, listed: malleus_listed_f32, panelCount: Int,
    columns: Int, gates: UnsafeMutablePointer<UInt16>, outputs: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    withUnsafePointer(to: listed) { listed in
      malleus_forward_listed_f32(
        kernel, hidden, CInt(units), CInt(stride), output, CInt(classes), listed, CInt(panelCount),
        CInt(columns), gates, outputs, scratch)
    }
  }

  static func backward(
    _ kernel: malleus_kernel, _ update: malleus_update, _ part: malleus_part,
    _ weights: malleus_units_f32, units: Int, stride: Int, output: UnsafePointer<Float>,
    classes: Int, listed: malleus_listed_f32, columns: Int, gates: UnsafePointer<UInt16>,
    panelCount: Int, delta: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) -> Double {
    withUnsafePointer(to: update) { update in
      withUnsafePointer(to: weights) { weights in
        withUnsafePointer(to: listed) { listed in
          malleus_backward_listed_f32(
            kernel, update, part, weights, CInt(units), CInt(stride), output, CInt(classes),
            listed, CInt(columns), gates, CInt(panelCount), delta, gradient, scratch)
        }
      }
    }
  }
}

extension Double {
  static func listed(
    _ count: Int, bases: UnsafePointer<Double>, rowBegins: UnsafePointer<Int32>,
    columnBegins: UnsafePointer<Int32>, columns: UnsafePointer<UInt16>, rows: UnsafePointer<UInt16>,
    byRow: UnsafePointer<Double>, byColumn: UnsafePointer<Double>
  ) -> malleus_listed_f64 {
    malleus_listed_f64(
      count: CInt(count), bases: bases, row_begins: rowBegins, column_begins: columnBegins,
      columns: columns, rows: rows, by_row: byRow, by_column: byColumn)
  }

  static func forward(
    _ kernel: malleus_kernel, _ hidden: UnsafePointer<Double>, units: Int, stride: Int,
    output: UnsafePointer<Double>, classes: Int, listed: malleus_listed_f64, panelCount: Int,
    columns: Int, gates: UnsafeMutablePointer<UInt16>, outputs: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) {
    withUnsafePointer(to: listed) { listed in
      malleus_forward_listed_f64(
        kernel, hidden, CInt(units), CInt(stride), output, CInt(classes), listed, CInt(panelCount),
        CInt(columns), gates, outputs, scratch)
    }
  }

  static func backward(
    _ kernel: malleus_kernel, _ update: malleus_update, _ part: malleus_part,
    _ weights: malleus_units_f64, units: Int, stride: Int, output: UnsafePointer<Double>,
    classes: Int, listed: malleus_listed_f64, columns: Int, gates: UnsafePointer<UInt16>,
    panelCount: Int, delta: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) -> Double {
    withUnsafePointer(to: update) { update in
      withUnsafePointer(to: weights) { weights in
        withUnsafePointer(to: listed) { listed in
          malleus_backward_listed_f64(
            kernel, update, part, weights, CInt(units), CInt(stride), output, CInt(classes),
            listed, CInt(columns), gates, CInt(panelCount), delta, gradient, scratch)
        }
      }
    }
  }
}
