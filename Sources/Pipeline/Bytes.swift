/// Read-only bytes that somebody keeps alive: an array, a matrix, a mapped file.
///
/// Large parts of artifacts travel as `any Bytes`, so that neither decoding nor
/// publishing copies them.
///
/// Any conforming type but an array keeps its bytes at one address for as long as it lives:
/// decoders look at large parts in place and keep the value itself as their owner.
public protocol Bytes: Sendable {
  /// The number of bytes.
  var count: Int { get }

  /// Calls `body` with the bytes, which are valid only during the call.
  func withUnsafeBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result
}

extension [UInt8]: Bytes {}

extension Bytes {
  /// The bytes, copied.
  public var array: [UInt8] {
    withUnsafeBytes { [UInt8]($0) }
  }
}
