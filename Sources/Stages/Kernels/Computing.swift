internal import Numerics
internal import Pipeline

/// The result of `body`, whose numerical trouble becomes the stage's.
func computing<Value>(
  _ body: () throws(NumericsError) -> Value
) throws(StageError) -> Value {
  do throws(NumericsError) {
    return try body()
  } catch {
    throw StageError(error)
  }
}
