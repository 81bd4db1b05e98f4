package import Pipeline

/// The right to compute one question while others wait for the answer; ends with this object.
///
/// A claim saves work and decides nothing: without locks everybody gets one.
package final class Claim: Sendable {
  /// The question.
  package let key: Digest
  /// Whether nobody else can have it now: `false` where the file system knows no locks.
  let isExclusive: Bool
  private let disk: any Disk
  private let file: OpenFile

  init(_ key: Digest, isExclusive: Bool, disk: any Disk, file: OpenFile) {
    self.key = key
    self.isExclusive = isExclusive
    self.disk = disk
    self.file = file
  }

  deinit { disk.close(file) }
}

extension DiskStore {
  /// How many bytes of a claim's file name its holder.
  private static let holderSize = 128

  /// Claims `key`, or `nil` when another process or another claim of this one has it.
  ///
  /// - Parameter holder: Who claims, for messages of those who wait.
  package func claim(_ key: Digest, holder: String) throws(StoreError) -> Claim? {
    // A lock that is lost with the power was nobody's any more.
    try disk.makeFolderIfMissing(.shelf(.locks, key), durably: false)
    let file = try disk.open(.entry(.locks, key), for: .lock)
    do throws(StoreError) {
      let outcome = try disk.lock(file, .exclusive)
      if outcome == .busy {
        disk.close(file)
        return nil
      }
      let name = Array(holder.utf8.prefix(Self.holderSize))
      let line = name + [UInt8](repeating: 0x20, count: Self.holderSize - name.count)
      // Only a message depends on this, so a full disk does not matter.
      _ = line.withUnsafeBytes { bytes in Result { try disk.write(bytes, to: file) } }
      return Claim(key, isExclusive: outcome == .taken, disk: disk, file: file)
    } catch {
      disk.close(file)
      throw error
    }
  }

  /// Who said to have claimed `key` last; only for messages.
  package func holder(of key: Digest) -> String? {
    guard let bytes = try? disk.content(of: .entry(.locks, key)).array, !bytes.isEmpty else {
      return nil
    }
    let line = bytes.prefix(Self.holderSize)
    let end = line.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? line.startIndex
    return String(decoding: line[..<end], as: UTF8.self)
  }
}
