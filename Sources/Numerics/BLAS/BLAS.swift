internal import CKernels
internal import COpenBLAS

/// The linear-algebra library, loaded once per process on first use.
public enum BLAS {
  /// What was loaded: where from, which build, and for which processor family it chose its kernels.
  public struct Library: Sendable, Equatable {
    /// The file that was loaded.
    public let path: String
    /// The library's description of its own build.
    public let build: String
    /// The processor family whose kernels are in use, such as "Zen".
    public let core: String
  }

  /// The library, or the reason why there is none, for programs that want to say so before they start.
  public static let library: Result<Library, NumericsError> = {
    if let reason = malleus_blas_load() {
      return .failure(.libraryUnavailable(reason: String(cString: reason)))
    }
    return .success(
      Library(
        path: String(cString: malleus_blas_path()),
        build: String(cString: malleus_blas_config()).trimmingTrailingSpaces,
        core: String(cString: malleus_blas_core())))
  }()

  /// Stops the program with the reason when there is no library.
  ///
  /// Whatever wraps a routine calls this, so that any of them may be the first that a process needs; commands check
  /// `library` before they start.
  static func require() {
    if case .failure(let error) = library { preconditionFailure(error.description) }
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var kept = Substring(self)
    while kept.last == " " { kept.removeLast() }
    return String(kept)
  }
}
