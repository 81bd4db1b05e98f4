import Numerics
import Pipeline
import Stages
import Testing

@Suite("KernelDistance") struct KernelDistanceTests {
  @Test func `gives the norms of the difference, and each over what it is compared with`() throws {
    let sample = try RidgeSample()
    let (finite, limit) = (try sample.kernel(isEmpirical: true), try sample.kernel())
    let table = try KernelDistance.answer(
      ["ridge": "0.01", "ridge-rule": "per-row"],
      Inputs().wiring(finite, to: KernelDistance.kernel)
        .wiring(limit, to: KernelDistance.reference))
    let (a, b) = (finite.wholeTrain(on: .one), limit.wholeTrain(on: .one))
    let queries = try #require(finite.wholeQueries(on: .one))
    let others = try #require(limit.wholeQueries(on: .one))
    let difference = Matrix(rows: 24, columns: 24, zip(a.elements, b.elements).map { $0 - $1 })
    let size = try SymmetricEigen(difference, vectors: false).values.map { abs($0) }.max() ?? 0
    let eigenvalues = try SymmetricEigen(b, vectors: false).values
    let expected: [(String, Double)] = [
      ("spectral distance", size),
      ("spectral distance, over ‖K_ref‖₂", size / eigenvalues[0]),
      ("spectral distance, over λ_min(K_ref)", size / eigenvalues[23]),
      ("spectral distance, over λ", size / 0.24),
      ("Frobenius distance", difference.frobeniusNorm),
      ("Frobenius distance, over ‖K_ref‖_F", difference.frobeniusNorm / b.frobeniusNorm),
      (
        "Frobenius distance between test and training rows, over that of K_ref",
        zip(queries.elements, others.elements).reduce(0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
        }.squareRoot() / others.frobeniusNorm
      ),
    ]
    for (measure, value) in expected {
      #expect(abs(try table.measured(measure) / value - 1) < 1e-9, "\(measure)")
    }
  }

  @Test func `of a kernel to itself is zero, in either form`() throws {
    let sample = try RidgeSample()
    let table = try KernelDistance.answer(
      [:],
      Inputs().wiring(sample.kernel(isEmpirical: true), to: KernelDistance.kernel)
        .wiring(
          sample.kernel(isEmpirical: true, form: "factored"), to: KernelDistance.reference))
    #expect(try table.measured("spectral distance") < 1e-14)
    #expect(try table.measured("Frobenius distance") < 1e-14)
  }

  @Test func `kernels of other rows are refused`() throws {
    let other = try RidgeSample(rows: 20).kernel()
    let error = #expect(throws: StageError.self) {
      try KernelDistance.answer(
        [:],
        Inputs().wiring(RidgeSample().kernel(), to: KernelDistance.kernel)
          .wiring(other, to: KernelDistance.reference))
    }
    #expect(
      error?.message
        == "the input reference does not suit: its rows are not those of ‘kernel’; make both kernels from the same rows"
    )
  }

  @Test func `to the limit falls as the width to the power −½`() throws {
    var inputs = Inputs()
    for width in [64, 256, 1024, 4096] {
      for seed in 1...3 {
        let sample = try RidgeSample(units: width, seed: UInt64(seed))
        let table = try KernelDistance.answer(
          [:],
          Inputs().wiring(sample.kernel(isEmpirical: true), to: KernelDistance.kernel)
            .wiring(sample.kernel(), to: KernelDistance.reference))
        inputs = try inputs.wiring(
          table, to: Trend.tables,
          labels: [Label(axis: "width", value: "\(width)"), Label(axis: "seed", value: "\(seed)")])
      }
    }
    let slope = try Trend.answer(
      ["x": "width", "keep": .map([.init("measure", "spectral distance, over ‖K_ref‖₂")])], inputs)
    let (low, high) = (
      try #require(slope["low"]?.values.numbers?[0]),
      try #require(slope["high"]?.values.numbers?[0])
    )
    #expect(low < -0.5 && -0.5 < high && high < -0.2 && low > -0.8)
    #expect(slope["points"]?.values.numbers == [12])
  }
}
