internal import Pipeline

/// How much a store holds.
package struct StoreSize: Hashable, Sendable {
  package var objects = 0
  package var records = 0
  /// The bytes of all objects.
  package var bytes = 0
  /// The number of things in quarantine.
  package var quarantined = 0
  /// The number of questions that a stage keeps something for.
  package var checkpoints = 0
  /// The bytes of their checkpoints.
  package var checkpointBytes = 0

  package init(objects: Int = 0, records: Int = 0, bytes: Int = 0) {
    self.objects = objects
    self.records = records
    self.bytes = bytes
  }
}

extension DiskStore {
  /// How much the store holds; reads no content.
  package func size() throws(StoreError) -> StoreSize {
    let objects = try entries(of: .objects)
    var size = StoreSize(objects: objects.count, records: try entries(of: .records).count)
    for digest in objects { size.bytes += try bytes(under: .entry(.objects, digest)) }
    size.quarantined = try disk.list(.room(.quarantine)).count
    for question in try checkpointed() {
      size.checkpoints += 1
      size.checkpointBytes += try bytes(under: .checkpoints(of: question))
    }
    return size
  }

  /// The bytes of all regular files in a tree; links count nothing.
  func bytes(under path: StorePath) throws(StoreError) -> Int {
    guard let status = try disk.status(path) else { return 0 }
    guard status.kind == .folder else { return status.kind == .file ? status.size : 0 }
    var total = 0
    for name in try disk.list(path) {
      if let child = path.listed(name) { total += try bytes(under: child) }
    }
    return total
  }
}
