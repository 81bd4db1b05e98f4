import Numerics
import Pipeline
import Stages
import Testing

@Suite(.enabled(if: Shared.isThere, "the real data is not beside this repository"))
struct RealDataTests {
  /// What an independent reader (Python's gzip and NumPy) says of the same files.
  @Test func `MNIST comes as another reader sees it`() throws {
    let images = "data/mnist/train-images-idx3-ubyte.gz"
    let labels = "data/mnist/train-labels-idx1-ubyte.gz"
    let data = try LoadIDX.answer(
      ["images": .file(images), "labels": .file(labels)],
      files: [images: Shared.bytes(images), labels: Shared.bytes(labels)])
    #expect(data.shape == ["rows": 60000, "columns": 784, "classes": 10])
    let first = [5, 0, 4, 1, 9, 2, 1, 3, 1, 4, 3, 5, 3, 6, 1, 7, 2, 8, 6, 9] as [Int32]
    #expect(Array(data.labels.prefix(20)) == first)
    let bytes = data.inputs.withUnsafeBufferPointer { elements in
      elements.prefix(3 * 784).map { UInt8(($0 * 255).rounded()) }
    }
    let digest = bytes.withUnsafeBytes { Digest(hashing: $0) }
    #expect(digest.hex == "bb8724c70b4f45f7c602a51a898ae7c5c7593d8f2b6ab346fbeb104e12606c5e")
    let sum = data.inputs.withUnsafeBufferPointer { elements in
      elements.reduce(0) { $0 + Int(($1 * 255).rounded()) }
    }
    #expect(sum == 1_567_298_545)
  }

  @Test func `CIFAR-10 comes as another reader sees it`() throws {
    let batch = "data/cifar10/test_batch.bin.gz"
    let data = try LoadCIFAR.answer(
      ["files": [.file(batch)], "take": "2"], files: [batch: Shared.bytes(batch)])
    #expect(data.labels == [0, 1])
    #expect(data.inputs.row(0).reduce(0) { $0 + Int(($1 * 255).rounded()) } == 475_641)
  }
}
