import Numerics
import Testing

@Suite struct `The linear-algebra library` {
  @Test func `says what was loaded`() throws {
    let library = try BLAS.library.get()
    #expect(library.path.contains("openblas"))
    #expect(library.build.hasPrefix("OpenBLAS"))
    #expect(NumericBackend.tag.contains(library.core))
  }

  @Test func `that is missing is reported with the remedy`() {
    #expect(
      BLASError.unavailable(reason: "libopenblas.so: no such file").description
        == "OpenBLAS could not be loaded: libopenblas.so: no such file. Install it (Debian, Ubuntu: "
        + "libopenblas0-pthread) or name the file in MALLEUS_OPENBLAS.")
  }
}
