internal import FoundationEssentials
internal import Glibc

extension Tool {
  /// `fetch`: downloads a public data set, checks it and unpacks what is packed in an archive.
  func fetch() throws(ToolFailure) -> ExitStatus {
    guard let set = PublicDataset.all.first(where: { $0.name == invocation.operands[0] }) else {
      throw ToolFailure(.wrongQuestion, "there is no data set ‘\(invocation.operands[0])’")
    }
    let folder = invocation[.to] ?? "data/" + set.name
    do throws(FetchFault) {
      try fetch(set, into: folder)
    } catch {
      clearLine()
      throw ToolFailure(.machine, error.message)
    }
    return .done
  }

  private func fetch(_ set: PublicDataset, into folder: String) throws(FetchFault) {
    let lock = try claim(folder)
    defer { close(lock) }
    let replacing = invocation.has(.force)
    for file in set.files {
      let download = Download(file, from: set.mirrors, into: folder) { done in
        guard console.canRedraw, !console.isQuiet else { return }
        let (done, all) = (ByteCount.text(done), ByteCount.text(file.bytes))
        Console.write("\r\u{1B}[K\(file.name): \(done) of \(all)", to: 2)
      }
      let outcome = try download.run(replacing: replacing)
      clearLine()
      switch outcome {
      case .present: console.result("\(folder)/\(file.name): there already, checked")
      case .fetched(let url):
        console.message("\(file.name): from \(url)")
        console.result("\(folder)/\(file.name): fetched, checked")
      }
      guard !file.members.isEmpty else { continue }
      let isNew = outcome != .present
      for name in try Unpacking(file, in: folder).run(replacing: replacing || isNew) {
        console.result("\(folder)/\(name): unpacked")
      }
    }
  }

  /// Makes the folder and keeps others from fetching into it until the descriptor is closed.
  private func claim(_ folder: String) throws(FetchFault) -> Int32 {
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // Without O_CLOEXEC: a curl that outlives us keeps the folder claimed until it is done.
    let lock = open(folder, O_RDONLY | O_DIRECTORY)
    guard lock >= 0 else { throw .folder(folder, cause: SystemError(code: errno).cause) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      close(lock)
      throw .busy(folder)
    }
    return lock
  }

  private func clearLine() {
    if console.canRedraw, !console.isQuiet { Console.write("\r\u{1B}[K", to: 2) }
  }
}
