import Numerics
import Pipeline
import Stages
import Testing

/// What every stage foretells of a run: the sizes of what comes out, and that it has something to do.
@Suite struct SizesContractTests {
  /// Kinds whose sizes follow from their content, and which nobody plans by.
  private static let withoutSizes: Set = ["Table", "Figure", "Page"]

  /// Settings beside the example's own that change what comes out.
  static let variants: [(name: String, settings: [NamedSetting])] =
    Catalog.malleus.names.map { ($0, []) } + [
      ("EmpiricalNTK", [NamedSetting("form", "factored")]),
      ("Intervene", [NamedSetting("strategy", "curated")]),
      ("Intervene", [NamedSetting("strategy", "curated"), NamedSetting("top", "0.3")]),
      ("LinAttnTransform", [NamedSetting("layers", "0")]),
      ("LinAttnTransform", [NamedSetting("layers", "3"), NamedSetting("projections", "random")]),
      ("LinAttnTransform", [NamedSetting("layers", "2"), NamedSetting("rank", "2")]),
      ("LoadCIFAR", [NamedSetting("take", "2")]),
      ("LoadCIFAR", [NamedSetting("classes", ["bird", "dog"]), NamedSetting("take", "1")]),
      ("LoadCIFAR", [NamedSetting("classes", ["bird", "dog"])]),
      ("LoadIDX", [NamedSetting("take", "3")]),
      ("LoadIDX", [NamedSetting("classes", ["1", "0"]), NamedSetting("balanced", "true")]),
      ("LoadNPY", [NamedSetting("classes", ["1", "0"]), NamedSetting("take", "2")]),
      ("SyntheticDigits", [NamedSetting("classes", ["3", "8"]), NamedSetting("count", "7")]),
      ("TrainMLP", [NamedSetting("keep", ["1"])]),
    ]

  @Test(arguments: variants.indices)
  func `the sizes that a stage foretells are those of what comes out`(index: Int) throws {
    let (name, settings) = Self.variants[index]
    let stage = try #require(Catalog.malleus[name])
    let example = try stage.type.example()
    let inputs = try Self.shapes(stage, example)
    let prepared = try Self.prepared(stage, example, settings)
    let foretold = try #require(prepared.shape(inputs), "every example's sizes can be told")
    let artifact = try Self.run(prepared, example)
    #expect(foretold == (Self.withoutSizes.contains(prepared.yields) ? [:] : artifact))
  }

  @Test(arguments: variants.indices)
  func `a stage has something to do, and it can be counted`(index: Int) throws {
    let (name, settings) = Self.variants[index]
    let stage = try #require(Catalog.malleus[name])
    let example = try stage.type.example()
    let work = try Self.prepared(stage, example, settings).work(Self.shapes(stage, example))
    let parts = [work.products, work.singleProducts, work.eigenvalues, work.bytes]
    #expect(parts.allSatisfy { $0.isFinite && $0 >= 0 })
    #expect(parts.contains { $0 > 0 } || name == "Report" || name == "Program")
  }

  /// The rows and columns of every input times a hundred and ten: sizes beside which what a formula adds once is small.
  @Test(arguments: Catalog.malleus.names)
  func `the memory that a stage promises has room for what comes out of a large input`(
    name: String
  ) throws {
    let stage = try #require(Catalog.malleus[name])
    let example = try stage.type.example()
    let large = try Self.shapes(stage, example) { size in
      switch size {
      case "rows", "queries": 100
      case "columns", "width": 10
      default: 1
      }
    }
    let prepared = try Self.prepared(stage, example, [])
    let foretold = try #require(prepared.shape(large))
    // Nobody knows what a program yields before it has.
    let bytes = stage.artifact.bytes(of: foretold)
    #expect(bytes != nil || name == "Program")
    #expect(prepared.memory(large) >= bytes ?? 0)
  }

  @Test(arguments: [4, 40])
  func `attention multiplies rows with as many vectors as its sizes say`(count: Int) throws {
    let digits = try SyntheticDigits.answer(["count": .scalar("\(count)"), "size": "5"])
    let plain = try Normalize.answer([:], Inputs().wiring(digits, to: Normalize.data))
    let inputs = try Inputs().wiring(plain, to: LinAttnTransform.data)
    let sizes = InputShapes(["data": [plain.shape]], bytes: 0)
    let linear = try #require(Catalog.malleus["LinAttnTransform"])
    let softmax = try #require(Catalog.malleus["SoftmaxAttnTransform"])
    let wiring = Wiring(stage: "x", ports: ["data": [Wiring(stage: "Normalize")]])
    for projections in ["none", "random"] {
      let settings = [
        NamedSetting("layers", "2"), NamedSetting("projections", .scalar(projections)),
      ]
      let stage = try linear.prepare(settings, wiring: wiring).get().stage
      let artifact = try Self.run(stage, StageExample(inputs: inputs))
      #expect(stage.shape(sizes) == artifact)
    }
    let stage = try softmax.prepare([], wiring: wiring).get().stage
    #expect(stage.shape(sizes)?["attention"] == 2 * count)
    #expect(try stage.shape(sizes) == Self.run(stage, StageExample(inputs: inputs)))
  }

  @Test(arguments: ["Dataset", "Features", "Network", "Kernel"])
  func `a program's artifact has no sizes before it is there`(kind: String) throws {
    let stage = try #require(Catalog.malleus["Program"])
    let settings = [NamedSetting("run", ["true"]), NamedSetting("yields", .scalar(kind))]
    let prepared = try stage.prepare(settings, wiring: Wiring(stage: "Program")).get()
    #expect(prepared.stage.shape(InputShapes([:], bytes: 0)) == nil)
  }

  @Test func `files that cannot be read leave the sizes open`() throws {
    var settings = [NamedSetting("images", .file("a")), NamedSetting("labels", .file("b"))]
    let stage = try #require(Catalog.malleus["LoadIDX"])
    let wiring = Wiring(stage: "LoadIDX")
    let prepared = try stage.prepare(settings, wiring: wiring).get().stage
    #expect(prepared.shape(InputShapes([:], bytes: 9)) == nil)
    #expect(prepared.shape(InputShapes([:], bytes: 9) { _ in [1, 2, 3] as [UInt8] }) == nil)
    settings = [NamedSetting("hidden", .file("a")), NamedSetting("output", .file("b"))]
    let network = try #require(Catalog.malleus["LoadNetwork"])
    let loading = try network.prepare(settings, wiring: wiring).get().stage
    #expect(loading.shape(InputShapes([:], bytes: 9)) == nil)
  }

  /// Headers whose sizes are too large to multiply, and more rows than a file has.
  @Test(arguments: [
    ("LoadIDX", "images.idx", [0, 0, 8, 3, 0, 0, 0, 4] + [UInt8](repeating: 255, count: 8), "3"),
    ("LoadIDX", "images.idx", [0, 0, 8, 3, 0, 0, 0, 0] + [UInt8](repeating: 255, count: 8), "0"),
    ("LoadNPY", "inputs.npy", Self.npy("(0, 4294967296, 4294967296)"), "0"),
    ("LoadIDX", "", [], "5"), ("LoadNPY", "", [], "9223372036854775807"),
    ("LoadNPY", "inputs.npy", Self.npy("(2, 4294967296, 4294967296)"), "1"),
  ])
  func `sizes that no file has are left open`(
    name: String, file: String, content: [UInt8], take: String
  ) throws {
    let stage = try #require(Catalog.malleus[name])
    let example = try stage.type.example()
    var files = example.files
    if !file.isEmpty {
      #expect(files[file] != nil)
      files[file] = content
    }
    let settings = [NamedSetting("take", .scalar(take)), NamedSetting("classes", ["1", "0"])]
    let prepared = try Self.prepared(stage, example, settings)
    let inputs = InputShapes([:], bytes: 9) { [files] in files[$0.path] }
    #expect(prepared.shape(inputs) == nil)
  }

  /// The front of an NPY file with nothing behind it.
  private static func npy(_ shape: String) -> [UInt8] {
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(shape), }"
    let padded = header + String(repeating: " ", count: 117 - header.count) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8)
  }

  private static func prepared(
    _ stage: StageType, _ example: StageExample, _ settings: [NamedSetting]
  ) throws -> any Stage {
    let ports = example.inputs.wiredPorts.map { ($0, [Wiring(stage: "Example")]) }
    let changed = Set(settings.map(\.name))
    let all = example.settings.filter { !changed.contains($0.name) } + settings
    let wiring = Wiring(stage: stage.name, ports: Dictionary(uniqueKeysWithValues: ports))
    return try stage.prepare(all, wiring: wiring).get().stage
  }

  private static func run<S: Stage>(_ stage: S, _ example: StageExample) throws -> Shape {
    try stage.run(example.inputs, in: .files(example.files)).shape
  }

  /// The sizes of an example's inputs, as a run finds them in the records.
  ///
  /// - Parameter factor: How many times as large a size is taken.
  private static func shapes(
    _ stage: StageType, _ example: StageExample, times factor: (String) -> Int = { _ in 1 }
  ) throws -> InputShapes {
    var (shapes, bytes) = ([String: [Shape]](), 0)
    for name in example.inputs.wiredPorts {
      for parts in example.inputs.parts(of: name) {
        let kind = stage.input(name).flatMap { ProgramOutput.Kind(rawValue: $0.kind) }
        let artifact = try kind.map { try ProgramOutput($0, parts: parts) }
        let shape = try (artifact ?? ProgramOutput(parts: parts)).shape
        shapes[name, default: []].append(
          Dictionary(uniqueKeysWithValues: shape.map { ($0.key, $0.value * factor($0.key)) }))
        for part in parts.names { bytes += try parts.bytes(part).count }
      }
    }
    let files = example.files
    bytes += files.values.reduce(0) { $0 + $1.count }
    return InputShapes(shapes, bytes: bytes) { files[$0.path] }
  }
}
