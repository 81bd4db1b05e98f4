import Foundation
import Numerics
import Testing

@Suite struct `The linear-algebra library` {
  @Test func `says what was loaded`() throws {
    let library = try BLAS.library.get()
    #expect(library.path.contains("openblas"))
    #expect(library.build.hasPrefix("OpenBLAS"))
    #expect(NumericBackend.tag.contains(library.core))
    #expect(NumericBackend.tag.contains(library.build))
  }

  @Test func `named in the environment but missing is an error that names the file`() async {
    await #expect(processExitsWith: .exitCode(7)) {
      setenv("MALLEUS_OPENBLAS", "/nowhere/libopenblas.so", 1)
      guard case .failure(let error) = BLAS.library else { exit(1) }
      exit(error.description.contains("/nowhere/libopenblas.so") ? 7 : 2)
    }
  }

  @Test(arguments: ["", "3"])
  func `leaves its thread count in the environment as it was`(former: String) async {
    await #expect(processExitsWith: .exitCode(7)) { [former] in
      if former.isEmpty {
        unsetenv("OPENBLAS_NUM_THREADS")
      } else {
        setenv("OPENBLAS_NUM_THREADS", former, 1)
      }
      guard case .success = BLAS.library else { exit(1) }
      let now = getenv("OPENBLAS_NUM_THREADS").map { String(cString: $0) }
      exit((now ?? "") == former ? 7 : 2)
    }
  }

  @Test func `products of shapes that do not fit are a programmer's mistake`() async {
    await #expect(processExitsWith: .failure) {
      let a = Matrix<Double>(rows: 2, columns: 3)
      _ = Matrix.product(a, a, on: .one)
    }
  }
}
