internal import Engine
internal import FoundationEssentials
internal import Pipeline
internal import Store

/// The journal of one manifest, kept in the store under the manifest's place.
///
/// One line for each node, of four fields between tabulators: name, run key, seconds, and the
/// question as JSON, which stays text until somebody asks what has changed.
struct JournalFile {
  private let name: Digest

  /// The journal of the manifest at an absolute path, however that is written.
  init(manifest path: String) {
    var key = KeyBuilder("journal")
    key.add(realPath(of: path) ?? path)
    name = key.digest
  }

  /// The last journal; lines that cannot be understood are left out.
  func read(from store: DiskStore?) throws(ToolFailure) -> Journal {
    let bytes = try storing { () throws(StoreError) in try store?.journal(name) }
    var journal = Journal()
    for line in bytes?.split(separator: UInt8(ascii: "\n")) ?? [] {
      let fields = line.split(separator: UInt8(ascii: "\t"), maxSplits: 3)
      guard fields.count == 4, let key = Digest(hex: String(decoding: fields[1], as: UTF8.self)),
        let seconds = Double(String(decoding: fields[2], as: UTF8.self))
      else { continue }
      journal.entries[String(decoding: fields[0], as: UTF8.self)] = Journal.Entry(
        runKey: key, seconds: seconds, content: .stored(fields[3], decode: Self.question))
    }
    return journal
  }

  /// Saves `journal` unless it is what the store has.
  func write(_ journal: Journal, over last: Journal, to store: DiskStore) throws(ToolFailure) {
    guard journal != last else { return }
    var bytes: [UInt8] = []
    for (name, entry) in journal.entries.sorted(by: { $0.key < $1.key }) {
      bytes += Array("\(name)\t\(entry.runKey.hex)\t\(entry.seconds)\t".utf8)
      bytes += Self.text(entry.content) + [UInt8(ascii: "\n")]
    }
    try storing { () throws(StoreError) in try store.saveJournal(bytes, as: name) }
  }

  private static func question(_ text: ArraySlice<UInt8>) -> Question? {
    try? JSONDecoder().decode(Question.self, from: Data(text))
  }

  private static func text(_ content: Journal.Entry.Content) -> [UInt8] {
    switch content {
    case .stored(let text, _): return Array(text)
    case .question(let question):
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let bytes = try? encoder.encode(question) else {
        preconditionFailure("questions hold finite numbers and text only")
      }
      return Array(bytes)
    }
  }
}
