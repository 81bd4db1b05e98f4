#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Random numbers by position: the i-th number of a stream is a function of seed, purpose and i alone, so threads may
/// draw in any order, and a stage that draws more numbers disturbs no other.
///
/// The seed is the key of Philox4x32-10; the purpose, hashed to 64 bits, is the upper half of the counter, and the
/// position the lower half. Each kind of draw reads the same bits: use one purpose for one kind.
public struct CounterRandom: Sendable, Equatable {
  private let key: SIMD2<UInt32>
  private let stream: UInt64

  /// The stream of one seed and one purpose, such as "TrainMLP/shuffle".
  public init(seed: UInt64, purpose: String) {
    self.init(seed: seed, stream: Self.hash(purpose.utf8, from: 0xcbf2_9ce4_8422_2325))
  }

  /// The stream of one seed and a number.
  public init(seed: UInt64, stream: UInt64) {
    self.key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32))
    self.stream = stream
  }

  /// A stream of its own for each number, such as an epoch or an image's id.
  public func substream(_ number: Int) -> CounterRandom {
    let bytes = withUnsafeBytes(of: UInt64(bitPattern: Int64(number)).littleEndian) { Array($0) }
    return CounterRandom(key: key, stream: Self.hash(bytes, from: stream))
  }

  private init(key: SIMD2<UInt32>, stream: UInt64) {
    self.key = key
    self.stream = stream
  }

  /// FNV-1a, 64 bits, with a final mix, as FNV leaves the upper bits of short texts alike.
  private static func hash(_ bytes: some Sequence<UInt8>, from start: UInt64) -> UInt64 {
    var hash = start
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ (hash >> 33)
  }

  /// 128 random bits.
  public func block(_ index: UInt64) -> SIMD4<UInt32> {
    Philox.block(
      SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(index >> 32), UInt32(truncatingIfNeeded: stream),
        UInt32(stream >> 32)), key: key)
  }

  /// 64 random bits.
  public func bits(_ index: Int) -> UInt64 {
    let (first, second) = halves(index >> 1)
    return index & 1 == 0 ? first : second
  }

  private func halves(_ index: Int) -> (UInt64, UInt64) {
    let block = block(UInt64(bitPattern: Int64(index)))
    return (UInt64(block.x) | UInt64(block.y) << 32, UInt64(block.z) | UInt64(block.w) << 32)
  }

  /// Uniform in [0, 1), a multiple of 2⁻⁵³.
  public func uniform(_ index: Int) -> Double { Self.uniform(bits(index)) }

  /// `uniform(0)`, `uniform(1)` and so on, in half the time: a block of bits makes two.
  public func uniforms(_ count: Int) -> [Double] {
    var numbers: [Double] = []
    numbers.reserveCapacity(count + 1)
    for pair in 0..<(count + 1) / 2 {
      let (first, second) = halves(pair)
      numbers.append(Self.uniform(first))
      numbers.append(Self.uniform(second))
    }
    if count % 2 == 1 { numbers.removeLast() }
    return numbers
  }

  private static func uniform(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }

  /// −1 or 1 with equal chance.
  public func sign(_ index: Int) -> Int { bits(index >> 6) >> UInt64(index & 63) & 1 == 0 ? -1 : 1 }

  /// Standard normal (Box and Muller, 1958): both members of a pair come from one block.
  public func normal(_ index: Int) -> Double {
    let pair = normalPair(index >> 1)
    return index & 1 == 0 ? pair.0 : pair.1
  }

  private func normalPair(_ index: Int) -> (Double, Double) {
    let (first, second) = halves(index)
    let radius = (-2 * log(Double((first >> 11) + 1) * 0x1p-53)).squareRoot()
    let angle = 2 * Double.pi * (Double(second >> 11) * 0x1p-53)
    return (radius * cos(angle), radius * sin(angle))
  }

  /// The normals number `start`, `start` + 1, … into uninitialised memory, times `scale`.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func fillNormals<Scalar: RealScalar>(
    _ target: UnsafeMutableBufferPointer<Scalar>, from start: Int = 0, scale: Double = 1
  ) {
    guard let base = target.baseAddress else { return }
    var filled = 0
    while filled < target.count {
      let index = start + filled
      let pair = normalPair(index >> 1)
      let isWhole = index & 1 == 0 && filled + 1 < target.count
      let first = index & 1 == 0 ? pair.0 : pair.1
      (base + filled).initialize(to: Scalar(first * scale))
      if isWhole { (base + filled + 1).initialize(to: Scalar(pair.1 * scale)) }
      filled += isWhole ? 2 : 1
    }
  }
}
