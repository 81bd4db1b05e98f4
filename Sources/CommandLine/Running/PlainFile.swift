internal import Glibc

/// Small files, read whole.
enum PlainFile {
  /// The content of the file at `path`, or the system's error number; 0 for what is no plain file.
  static func read(_ path: String, limit: Int = .max) -> Result<[UInt8], SystemError> {
    // Opening a pipe must not wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failure(SystemError(code: errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .failure(SystemError(code: errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { return .failure(SystemError(code: 0)) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return .failure(SystemError(code: errno)) }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return .success(bytes)
  }
}

/// Why a file cannot be read.
struct SystemError: Error, Equatable {
  var code: Int32

  /// A clause behind the path.
  var cause: String {
    switch code {
    case 0: "it is not a plain file"
    case ENOENT: "it does not exist"
    case EACCES: "permission is denied"
    default: String(cString: strerror(code))
    }
  }
}
