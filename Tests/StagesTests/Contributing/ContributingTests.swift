import Foundation
import Numerics
import Pipeline
import Stages
import Testing

@Suite("CONTRIBUTING's example")
struct ContributingTests {
  @Test("is the stage that these tests compile and run")
  func verbatim() throws {
    let here = URL(filePath: #filePath).deletingLastPathComponent()
    let root = here.appending(path: "../../..").standardizedFileURL
    let code = try String(contentsOf: here.appending(path: "Occlude.swift"), encoding: .utf8)
    let guide = try String(contentsOf: root.appending(path: "CONTRIBUTING.md"), encoding: .utf8)
    #expect(guide.contains(code))
  }

  @Test("paints over the middle and nothing else")
  func painted() throws {
    let example = try Occlude.example()
    let stage = try StageType(Occlude.self)
      .prepare(example.settings, wiring: Wiring(stage: "Occlude", ports: ["data": []])).get().stage
    let before = try example.inputs[Occlude.data]
    let after = try #require(stage as? Occlude).run(example.inputs, in: Context())
    let (height, width) = (before.about.imageShape[0], before.about.imageShape[1])
    let rows = (height - 3) / 2..<(height + 3) / 2
    let columns = (width - 3) / 2..<(width + 3) / 2
    for row in 0..<before.inputs.rows {
      for y in 0..<height {
        for x in 0..<width {
          let isCovered = rows.contains(y) && columns.contains(x)
          let expected = isCovered ? before.about.low : before.inputs[row, y * width + x]
          #expect(after.inputs[row, y * width + x] == expected)
        }
      }
    }
    #expect(after.ids == before.ids)
  }

  @Test("refuses a square larger than the images")
  func large() throws {
    let example = try Occlude.example()
    var stage = Occlude()
    stage.side = 1000
    #expect(throws: StageError.self) { try stage.run(example.inputs, in: Context()) }
  }
}
