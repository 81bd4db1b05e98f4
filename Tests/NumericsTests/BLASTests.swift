import Numerics
import Testing

@Suite struct `The linear-algebra library` {
  @Test func `says what was loaded`() throws {
    let library = try BLAS.library.get()
    #expect(library.path.contains("openblas"))
    #expect(library.build.hasPrefix("OpenBLAS"))
    #expect(NumericBackend.tag.contains(library.core))
  }
}
