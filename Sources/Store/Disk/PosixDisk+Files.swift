package import Pipeline

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

extension PosixDisk {
  /// Content up to this size is copied, which is cheaper than mapping it.
  private static let smallSize = 64 << 10
  /// Less than this is not worth a call of its own to reserve.
  private static let worthReserving = 1 << 20

  package func open(_ path: StorePath, for use: FileUse) throws(StoreError) -> OpenFile {
    if use == .folder {
      let folder = try descend(path.components[...], toward: path, .open)
      return OpenFile(descriptor: folder.take(), path: path)
    }
    guard let last = path.components.last else { throw failure(.open, path, EISDIR) }
    let operation: IOFailure.Operation = use == .create ? .create : .open
    let folder = try around(path, operation)
    let mode = use == .create ? 0o444 : sharing.lockMode
    switch systemCall({ openat(folder.raw, last, Self.flags(use), mode) }) {
    case .failure(let error): throw failure(operation, path, error.code)
    case .success(let raw):
      let file = Descriptor(raw: raw)
      // The umask may have taken permissions away; a published file has exactly these.
      if use == .create, fchmod(raw, mode) != 0 { throw failure(.create, path, errno) }
      if use != .read { sharing.handOver(raw, as: use == .create ? nil : mode) }
      return OpenFile(descriptor: file.take(), path: path)
    }
  }

  private static func flags(_ use: FileUse) -> Int32 {
    let always = O_NOFOLLOW | O_CLOEXEC
    switch use {
    // Opening a planted pipe must not wait for a writer.
    case .read: return always | O_RDONLY | O_NONBLOCK
    case .create: return always | O_WRONLY | O_CREAT | O_EXCL
    case .lock, .update: return always | O_RDWR | O_CREAT
    case .folder: return always | O_RDONLY | O_DIRECTORY
    }
  }

  package func reserve(_ count: Int, for file: OpenFile) throws(StoreError) {
    guard count >= Self.worthReserving else { return }
    if let free = try state().freeBytes, free < count { throw failure(.reserve, file.path, ENOSPC) }
    #if !canImport(Darwin)
      let code = posix_fallocate(file.descriptor, 0, off_t(count))
      if ![0, EOPNOTSUPP, ENOSYS, EINVAL, EINTR].contains(code) {
        throw failure(.reserve, file.path, code)
      }
    #endif
  }

  package func write(
    _ bytes: UnsafeRawBufferPointer, to file: OpenFile
  ) throws(StoreError) -> Int {
    while true {
      let written = systemWrite(file.descriptor, bytes)
      if written >= 0 { return written }
      if errno != EINTR { throw failure(.write, file.path, errno) }
    }
  }

  package func write(
    _ bytes: UnsafeRawBufferPointer, to file: OpenFile, at offset: Int
  ) throws(StoreError) -> Int {
    while true {
      let written = pwrite(file.descriptor, bytes.baseAddress, bytes.count, off_t(offset))
      if written >= 0 { return written }
      if errno != EINTR { throw failure(.write, file.path, errno) }
    }
  }

  package func truncate(_ file: OpenFile, to size: Int) throws(StoreError) {
    if case .failure(let error) = systemCall({ ftruncate(file.descriptor, off_t(size)) }) {
      throw failure(.truncate, file.path, error.code)
    }
  }

  package func read(_ file: OpenFile) throws(StoreError) -> any Bytes {
    let status = try status(of: file)
    guard status.kind == .file else { throw failure(.read, file.path, EISDIR) }
    return try read(file, 0..<status.size)
  }

  package func read(_ file: OpenFile, _ range: Range<Int>) throws(StoreError) -> any Bytes {
    if range.count <= Self.smallSize { return try copy(file, range) }
    guard
      let mapping = FileMapping(
        descriptor: file.descriptor, at: range.lowerBound, count: range.count)
    else { throw failure(.read, file.path, errno) }
    return mapping
  }

  private func status(of file: OpenFile) throws(StoreError) -> FileStatus {
    var buffer = stat()
    guard fstat(file.descriptor, &buffer) == 0 else { throw failure(.read, file.path, errno) }
    return FileStatus(buffer)
  }

  /// Reads `range`, or less when the file ends sooner since somebody else writes.
  private func copy(_ file: OpenFile, _ range: Range<Int>) throws(StoreError) -> [UInt8] {
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        let got = pread(
          file.descriptor, buffer.baseAddress.map { $0 + count }, range.count - count,
          off_t(range.lowerBound + count))
        if got > 0 {
          count += got
        } else if got == 0 {
          break
        } else if errno != EINTR {
          code = errno
          break
        }
      }
    }
    if code != 0 { throw failure(.read, file.path, code) }
    return bytes
  }

  package func sync(_ file: OpenFile) throws(StoreError) {
    #if canImport(Darwin)
      // On this system fsync leaves the data in the drive's own memory.
      if fcntl(file.descriptor, F_FULLFSYNC) == 0 { return }
    #endif
    if case .failure(let error) = systemCall({ fsync(file.descriptor) }) {
      throw failure(.sync, file.path, error.code)
    }
  }

  package func close(_ file: OpenFile) { _ = systemClose(file.descriptor) }
}

/// `write` of the system, where a method of the same name hides it.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
