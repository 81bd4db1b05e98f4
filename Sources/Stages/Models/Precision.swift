internal import Numerics
public import Pipeline

/// The numbers that something is computed in.
public enum Precision: String, Choice {
  case float, double

  var real: RealPrecision { self == .float ? .single : .double }
}
