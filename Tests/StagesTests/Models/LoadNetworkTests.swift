import Numerics
import Pipeline
import Stages
import Testing

@Suite("LoadNetwork") struct LoadNetworkTests {
  static let hidden = Matrix<Double>([[1, 2, 3], [4, 5, 6]])

  static func load(
    hidden: Matrix<Double> = hidden, output: Matrix<Double> = Matrix([[1, -1], [-1, -1]]),
    initial: Matrix<Double>? = nil, _ settings: [String: SettingText] = [:]
  ) throws -> Network {
    var files = [
      "w.npy": Part.npy("w", hidden).joined.array, "a.npy": Part.npy("a", output).joined.array,
    ]
    var given: [String: SettingText] = ["hidden": "w.npy", "output": "a.npy"]
    if let initial {
      files["w0.npy"] = Part.npy("w0", initial).joined.array
      given["initial"] = "w0.npy"
    }
    return try LoadNetwork.answer(given.merging(settings) { $1 }, files: files)
  }

  @Test func `weights come back as they were saved`() throws {
    let network = try Self.load(initial: Matrix(rows: 2, columns: 3, repeating: 0.5))
    #expect(network.hidden == Self.hidden)
    #expect(network.output == Matrix([[1, -1], [-1, -1]]))
    #expect(network.initial == Matrix(rows: 2, columns: 3, repeating: 0.5))
    #expect(network.loss == .crossEntropy)
    #expect(try Self.load().initial == Self.hidden)
    #expect(try Self.load(["loss": "mse"]).loss == .meanSquares)
    #expect(try Self.load(output: Matrix([[1], [-1]])).loss == .meanSquares)
  }

  @Test(arguments: [
    (
      Matrix<Double>([[1, 2], [.infinity, 1]]), Matrix<Double>([[1], [1]]), "automatic",
      "w.npy, row 1, column 0: inf is no finite number; save finite numbers"
    ),
    (
      hidden, Matrix([[1], [0.5]]), "automatic",
      "a.npy, row 1, column 0: 0.5 is neither -1 nor 1; save output weights of -1 and 1"
    ),
    (
      hidden, Matrix([[1], [-1], [1]]), "automatic",
      "a.npy, header: the shape is [3, 1] for 2 hidden units; save units × outputs"
    ),
    (
      hidden, Matrix([[1], [-1]]), "cross-entropy",
      "a.npy, header: one output has no cross-entropy; use loss: mse, or save one column per class"
    ),
  ])
  func `a file that holds no network is refused in words`(
    hidden: Matrix<Double>, output: Matrix<Double>, loss: String, message: String
  ) {
    #expect {
      try Self.load(hidden: hidden, output: output, ["loss": .scalar(loss)])
    } throws: { error in
      (error as? StageError)?.message == message
    }
  }

  @Test func `initial weights of another shape are refused`() {
    #expect {
      try Self.load(initial: Matrix(rows: 3, columns: 3))
    } throws: { error in
      (error as? StageError)?.message == "w0.npy, header: 3×3 weights beside 2×3; "
        + "save the weights of the same network before training"
    }
  }

  @Test func `files must be named`() {
    #expect(throws: SettingFaults.self) { try LoadNetwork.answer() }
  }
}
