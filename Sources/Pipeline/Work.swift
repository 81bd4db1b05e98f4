/// How much a stage has to do, by what the machine does it with; operations count additions and multiplications singly.
public struct Work: Hashable, Sendable {
  /// Operations in products and factorizations of matrices in double precision, shared by all cores.
  public var products: Double
  /// The same in single precision, which goes twice as fast.
  public var singleProducts: Double
  /// Operations of eigenvalue routines, which run on one core and wait for memory half of the time.
  public var eigenvalues: Double
  /// Bytes that loops over elements read and write, shared by all cores.
  public var bytes: Double

  /// Work of several sorts, none by default.
  public init(
    products: Double = 0, singleProducts: Double = 0, eigenvalues: Double = 0, bytes: Double = 0
  ) {
    self.products = products
    self.singleProducts = singleProducts
    self.eigenvalues = eigenvalues
    self.bytes = bytes
  }

  /// Both, one after the other.
  public static func + (a: Work, b: Work) -> Work {
    Work(
      products: a.products + b.products, singleProducts: a.singleProducts + b.singleProducts,
      eigenvalues: a.eigenvalues + b.eigenvalues, bytes: a.bytes + b.bytes)
  }

  /// Both, one after the other.
  public static func += (a: inout Work, b: Work) { a = a + b }

  /// The same `times` times.
  public static func * (times: Double, work: Work) -> Work {
    Work(
      products: times * work.products, singleProducts: times * work.singleProducts,
      eigenvalues: times * work.eigenvalues, bytes: times * work.bytes)
  }

  /// The same `times` times.
  public static func * (times: Int, work: Work) -> Work { Double(times) * work }
}

extension Work {
  /// Loops that go over `bytes` bytes `count` times.
  public static func passes(_ count: Double, over bytes: Int) -> Work {
    Work(bytes: count * Double(bytes))
  }

  /// The product of an m×k with a k×n matrix, 2mkn operations.
  public static func product(_ m: Int, _ k: Int, _ n: Int) -> Work {
    Work(products: 2 * Double(m) * Double(k) * Double(n))
  }

  /// The Gram matrix of n rows of d columns, of which one triangle is computed: n²d.
  public static func gram(_ n: Int, _ d: Int) -> Work {
    Work(products: Double(n) * Double(n) * Double(d))
  }

  /// The Cholesky factor of an n×n matrix: n³/3.
  public static func factor(_ n: Int) -> Work {
    Work(products: Double(n) * Double(n) * Double(n) / 3)
  }

  /// All eigenvalues of a symmetric n×n matrix, 4n³/3, or with the vectors 9n³ (Golub and Van Loan, 8.3).
  public static func eigenvalues(_ n: Int, vectors: Bool = false) -> Work {
    Work(eigenvalues: (vectors ? 9 : 4.0 / 3) * Double(n) * Double(n) * Double(n))
  }
}
