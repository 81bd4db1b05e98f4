internal import CKernels

/// What decides the last bits of a result besides the program itself; part of every key.
public enum NumericBackend {
  /// Raised when a kernel of this package starts to give different bits for the same question.
  static let kernelFamily = 2

  /// Architecture, BLAS build and processor family, C library, and this package's own kernels.
  public static let tag: String = {
    let architecture = String(cString: malleus_cpu_architecture())
    let libc = String(cString: malleus_libc_version())
    let blas =
      switch BLAS.library {
      case .success(let library): "\(library.build) (\(library.core))"
      case .failure: "no BLAS"
      }
    return "\(architecture), \(blas), \(libc), kernels \(kernelFamily)"
  }()

  /// The instruction-set extensions of this processor that a kernel here can use.
  public static let processorFeatures: [String] = {
    let mask = malleus_cpu_features()
    return (0..<32).compactMap { bit in
      guard mask & (1 << bit) != 0 else { return nil }
      return malleus_cpu_feature_name(malleus_cpu_feature(rawValue: 1 << bit)).map {
        String(cString: $0)
      }
    }
  }()
}
