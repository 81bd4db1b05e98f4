internal import Engine
internal import FoundationEssentials
internal import Pipeline
internal import Store

/// The journal of one manifest, kept in the store under the manifest's place.
struct JournalFile {
  private let name: Digest

  /// The journal of the manifest at an absolute path.
  init(manifest path: String) {
    var key = KeyBuilder("journal")
    key.add(path)
    name = key.digest
  }

  /// The last journal; one that cannot be understood is as good as none.
  func read(from store: DiskStore?) throws(ToolFailure) -> Journal {
    let bytes = try storing { () throws(StoreError) in try store?.journal(name) }
    guard let bytes else { return Journal() }
    return (try? JSONDecoder().decode(Journal.self, from: Data(bytes))) ?? Journal()
  }

  /// Saves `journal` unless it is what the store has.
  func write(_ journal: Journal, over last: Journal, to store: DiskStore) throws(ToolFailure) {
    guard journal != last else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(journal) else {
      preconditionFailure("journals hold finite numbers and text only")
    }
    try storing { () throws(StoreError) in try store.saveJournal(Array(bytes), as: name) }
  }
}
