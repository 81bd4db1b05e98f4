/// A public data set: its files, pinned by size and SHA-256, and where they are.
///
/// The digests of the packed files are those that many projects publish independently of one another; that of MNIST's content
/// was compared with the data itself. A mirror that serves anything else is passed over.
package struct PublicDataset: Sendable {
  /// The name on the command line.
  package var name: String
  package var files: [PublicFile]
  /// Addresses that a file's name is appended to, in the order in which they are tried.
  package var mirrors: [String]

  package init(_ name: String, files: [PublicFile], mirrors: [String]) {
    self.name = name
    self.files = files
    self.mirrors = mirrors
  }

  /// Whether fetching it makes a file that is called as the one at `path`.
  package func offers(_ path: String) -> Bool {
    let name = path.split(separator: "/").last.map(String.init)
    return files.contains { file in
      file.members.isEmpty
        ? file.name == name : file.members.contains { Unpacking.name($0) == name }
    }
  }

  /// Every data set that can be fetched.
  package static let all = [mnist, fashionMNIST, cifar10]

  private static let mnist = PublicDataset(
    "mnist",
    files: [
      PublicFile(
        "train-images-idx3-ubyte.gz", bytes: 9_912_422,
        sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
      PublicFile(
        "train-labels-idx1-ubyte.gz", bytes: 28_881,
        sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
      PublicFile(
        "t10k-images-idx3-ubyte.gz", bytes: 1_648_877,
        sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
      PublicFile(
        "t10k-labels-idx1-ubyte.gz", bytes: 4_542,
        sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ],
    mirrors: [
      "https://ossci-datasets.s3.amazonaws.com/mnist",
      "https://storage.googleapis.com/cvdf-datasets/mnist",
    ])

  private static let fashionMNIST = PublicDataset(
    "fashion-mnist",
    files: [
      PublicFile(
        "train-images-idx3-ubyte.gz", bytes: 26_421_880,
        sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
      PublicFile(
        "train-labels-idx1-ubyte.gz", bytes: 29_515,
        sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
      PublicFile(
        "t10k-images-idx3-ubyte.gz", bytes: 4_422_102,
        sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
      PublicFile(
        "t10k-labels-idx1-ubyte.gz", bytes: 5_148,
        sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ],
    mirrors: [
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
    ])

  private static let cifar10 = PublicDataset(
    "cifar-10",
    files: [
      PublicFile(
        "cifar-10-binary.tar.gz", bytes: 170_052_171,
        sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        members: (1...5).map { "cifar-10-batches-bin/data_batch_\($0).bin" }
          + ["cifar-10-batches-bin/test_batch.bin"])
    ], mirrors: ["https://www.cs.toronto.edu/~kriz"])
}

/// A file that anybody can download, and what it must be.
package struct PublicFile: Hashable, Sendable {
  package var name: String
  package var bytes: Int
  /// 64 lower-case hexadecimal digits.
  package var sha256: String
  /// What is taken out of the file, when it is an archive; by the last component of their paths.
  package var members: [String]

  package init(_ name: String, bytes: Int, sha256: String, members: [String] = []) {
    self.name = name
    self.bytes = bytes
    self.sha256 = sha256
    self.members = members
  }
}
