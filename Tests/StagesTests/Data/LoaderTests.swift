import Numerics
import Pipeline
import Stages
import Testing

@Suite struct LoaderTests {
  /// An IDX header with sizes as given.
  private static func idx(_ sides: [Int], _ data: [UInt8], magic: [UInt8]? = nil) -> [UInt8] {
    (magic ?? [0, 0, 8, UInt8(sides.count)])
      + sides.flatMap { side in (0..<4).map { UInt8(truncatingIfNeeded: side >> (24 - 8 * $0)) } }
      + data
  }

  private static let labels = idx([6], [2, 0, 1, 0, 1, 1])
  private static let images = idx([6, 1, 2], (0..<12).map { UInt8($0 * 20) })

  private func load(
    _ settings: [String: SettingText] = [:], images: [UInt8] = images, labels: [UInt8] = labels
  ) throws -> Dataset {
    let paths: [String: SettingText] = ["images": .file("in/a.idx"), "labels": .file("in/b.idx")]
    return try LoadIDX.answer(
      paths.merging(settings) { $1 }, files: ["in/a.idx": images, "in/b.idx": labels])
  }

  @Test func `bytes come as value over 255 in the file's order`() throws {
    let data = try load()
    #expect(data.inputs[1, 0] == 40.0 / 255)
    #expect(data.labels == [2, 0, 1, 0, 1, 1])
    #expect(data.ids == [0, 1, 2, 3, 4, 5])
    #expect(data.about.classes == ["0", "1", "2"])
    #expect(data.about.imageShape == [1, 2, 1])
    #expect(data.about.source == "IDX files: 6 of 6 rows.")
  }

  static let selections: [(settings: [String: SettingText], ids: [Int64], labels: [Int32])] = [
    (["classes": ["1", "0"]], [1, 2, 3, 4, 5], [1, 0, 1, 0, 0]),
    (["classes": ["1", "0"], "take": "2"], [1, 2], [1, 0]),
    (["classes": ["1", "0"], "balanced": "true"], [1, 2, 3, 4], [1, 0, 1, 0]),
    (["classes": ["1", "0"], "balanced": "true", "take": "3"], [1, 2, 4], [1, 0, 0]),
    (["take": "3"], [0, 1, 2], [2, 0, 1]),
  ]

  @Test(arguments: selections.indices)
  func `classes come first, then the number, and ids stay those of the file`(index: Int) throws {
    let (settings, ids, labels) = Self.selections[index]
    let data = try load(settings)
    #expect(data.ids == ids)
    #expect(data.labels == labels)
  }

  @Test func `a random order depends on its seed and keeps rows, labels and ids together`() throws {
    let file = try load()
    let shuffled = try load(["order": "random", "seed": "3"])
    #expect(shuffled.ids != file.ids)
    #expect(shuffled.ids.sorted() == file.ids)
    for (row, id) in shuffled.ids.enumerated() {
      #expect(shuffled.labels[row] == file.labels[Int(id)])
      #expect(shuffled.inputs.row(row) == file.inputs.row(Int(id)))
    }
    let other = try load(["order": "random", "seed": "4"])
    #expect(other.ids != shuffled.ids)
  }

  static let badFiles: [(images: [UInt8], labels: [UInt8], message: String)] = [
    ([], labels, "a.idx, header: the file has 0 bytes; download or copy it again"),
    (
      labels, labels,
      "a.idx, header: the magic number is 00000801, not 00000803; give an IDX file of images"
    ),
    (
      images, images,
      "b.idx, header: the magic number is 00000803, not 00000801; give an IDX file of labels"
    ),
    (
      Array(images.prefix(10)), labels,
      "a.idx, header: the file ends inside the header; download or copy it again"
    ),
    (
      images.dropLast(), labels,
      "a.idx, data: the header promises 12 bytes, 11 are there; download or copy it again"
    ),
    (
      images + [0], labels,
      "a.idx, end: 1 bytes too many; give the file that its header describes"
    ),
    (
      idx([6, 4_294_967_295, 4_294_967_295], []), labels,
      "a.idx, header: the sizes [6, 4294967295, 4294967295] fit no file; download or copy it again"
    ),
    (
      idx([6, 0, 5], []), labels,
      "a.idx, header: images of 0 × 5 pixels; give a file of images"
    ),
    (
      idx([4_294_967_295, 28, 28], [1, 2]), labels,
      "a.idx, data: the header promises 3367254359280 bytes, 2 are there; download or copy it again"
    ),
    (
      idx([5, 1, 2], Array(images[16..<26])), labels,
      "b.idx, header: 6 labels for the 5 images of a.idx; give the two files of one set"
    ),
  ].map { (Array($0.0), $0.1, $0.2) }

  @Test(arguments: badFiles.indices)
  func `bad IDX files get one clear error`(index: Int) {
    let (images, labels, message) = Self.badFiles[index]
    let error = #expect(throws: StageError.self) { try load(images: images, labels: labels) }
    #expect(error?.message == message)
  }

  static let badSelections: [(settings: [String: SettingText], message: String)] = [
    (["take": "7"], "b.idx, rows: 7 rows are asked for, 6 are there; take fewer"),
    (
      ["classes": ["0", "5"]],
      "b.idx, labels: there is no class ‘5’; did you mean ‘0’?; choose among 0, 1, 2"
    ),
    (
      ["take": "6", "balanced": "true"],
      "b.idx, rows: 2 rows of class ‘2’ are asked for, 1 are there; take fewer, or leave out balanced"
    ),
  ]

  @Test(arguments: badSelections.indices)
  func `selections that the file cannot serve are refused`(index: Int) {
    let (settings, message) = Self.badSelections[index]
    let error = #expect(throws: StageError.self) { try load(settings) }
    #expect(error?.message == message)
  }

  @Test func `files and classes are checked before a run`() {
    let stage = StageType(LoadIDX.self)
    func faults(_ settings: [NamedSetting]) -> [String] {
      let result = stage.prepare(settings, wiring: Wiring(stage: "LoadIDX"))
      let faults =
        switch result {
        case .success(let prepared): prepared.idle
        case .failure(let faults): faults.faults
        }
      return faults.map { "\($0.setting ?? ""): \($0.message)" }
    }
    #expect(faults([]) == ["images: names no file", "labels: names no file"])
    #expect(
      faults([
        NamedSetting("images", .file("a")), NamedSetting("labels", .file("b")),
        NamedSetting("classes", ["3", "3"]),
      ]) == ["classes: names a class twice"])
    #expect(
      faults([
        NamedSetting("images", .file("a")), NamedSetting("labels", .file("b")),
        NamedSetting("seed", "2"),
      ]) == ["seed: takes part only when order is random; leave it out"])
  }

  @Test func `two CIFAR batches are one set, classes by name or number`() throws {
    let record = { (label: UInt8, value: UInt8) in
      [label] + [UInt8](repeating: value, count: 3071) + [255]
    }
    let data = try LoadCIFAR.answer(
      ["files": [.file("a"), .file("b")], "classes": ["cat", "0"]],
      files: ["a": record(3, 1) + record(9, 2), "b": record(0, 51)])
    #expect(data.ids == [0, 2])
    #expect(data.labels == [0, 1])
    #expect(data.about.classes == ["cat", "airplane"])
    #expect(data.inputs[1, 0] == 0.2)
    #expect(data.inputs[1, 3071] == 1)
    let short = #expect(throws: StageError.self) {
      try LoadCIFAR.answer(["files": [.file("a")]], files: ["a": Array(record(3, 1).dropLast())])
    }
    #expect(
      short?.message
        == "a, end: 3072 bytes are no whole number of records of 3073 bytes; "
        + "give a binary batch of CIFAR-10, complete")
    let stray = #expect(throws: StageError.self) {
      try LoadCIFAR.answer(["files": [.file("a")]], files: ["a": record(1, 1) + record(10, 1)])
    }
    #expect(
      stray?.message == "a, record 1: label 10 of 10 classes; give a binary batch of CIFAR-10")
  }

  private func npy(
    _ inputs: Part, _ labels: [Int32], _ settings: [String: SettingText] = [:]
  ) throws -> Dataset {
    let files: [String: SettingText] = ["inputs": .file("x.npy"), "labels": .file("y.npy")]
    return try LoadNPY.answer(
      files.merging(settings) { $1 },
      files: ["x.npy": inputs.joined.array, "y.npy": Part.npy("", labels).joined.array])
  }

  @Test func `the data box holds all inputs unless it is given`() throws {
    let part = Part.npy("", Matrix<Double>([[0.5, -2], [0.25, 0.75]]))
    let data = try npy(part, [0, 1])
    #expect((data.about.low, data.about.high) == (-2, 1))
    let wide = try npy(part, [0, 1], ["low": "-5", "high": "5"])
    #expect((wide.about.low, wide.about.high) == (-5, 5))
    let error = #expect(throws: StageError.self) { try npy(part, [0, 1], ["low": "0"]) }
    #expect(
      error?.message == "x.npy, row 0, column 1: -2.0 is outside 0.0 to 1.0; set low and high")
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `inputs that are no finite numbers are refused with their place`(value: Double) {
    let part = Part.npy("", Matrix<Double>([[0.5, 1], [value, 0]]))
    let error = #expect(throws: StageError.self) { try npy(part, [0, 1]) }
    #expect(
      error?.message
        == "x.npy, row 1, column 0: \(value) is no finite number; save finite numbers")
  }

  @Test func `a class that is named exists without rows, as in a small test set`() throws {
    let data = try npy(
      Part.npy("", Matrix<Double>([[0], [1]])), [2, 7], ["classes": ["2", "7", "9"]])
    #expect(data.labels == [0, 1])
    #expect(data.about.classes == ["2", "7", "9"])
  }

  @Test func `a data set has rows and columns`() throws {
    let part = Part.npy("", Matrix<Double>([[0], [1]]))
    let none = #expect(throws: StageError.self) {
      try npy(part, [0, 1], ["classes": ["2", "3"]])
    }
    #expect(
      none?.message
        == "x.npy, rows: none of 2 rows is of a class that is kept; "
        + "choose other classes, or a file that has rows")
    let empty = Part.npy("", Matrix<Double>(rows: 2, columns: 0))
    let error = #expect(throws: StageError.self) { try npy(empty, [0, 1]) }
    #expect(
      error?.message
        == "x.npy, header: the shape is [2, 0]; save rows × columns, or one image per row")
  }

  @Test func `labels are class numbers, or −1 and 1`() throws {
    let part = Part.npy("", Matrix<Double>([[0], [1], [0.5]]))
    #expect(try npy(part, [0, 2, 1]).about.classes == ["0", "1", "2"])
    let signs = try npy(part, [1, -1, 1])
    #expect(signs.labels == [1, 0, 1])
    #expect(signs.about.classes == ["-1", "1"])
    let few = try npy(part, [1, 1, 1], ["classes": ["-1", "1"]])
    #expect(few.labels == [1, 1, 1])
    #expect(few.about.classes == ["-1", "1"])
    let missing = #expect(throws: StageError.self) { try npy(part, [0, 1]) }
    #expect(
      missing?.message == "y.npy, header: 2 labels for the 3 rows of x.npy; save one label per row")
    let stray = #expect(throws: StageError.self) { try npy(part, [0, -3, 1]) }
    #expect(stray?.message == "y.npy, element 1: label -3; number the classes from 0")
  }
}
