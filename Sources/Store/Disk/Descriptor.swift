#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// A file descriptor that closes itself.
struct Descriptor: ~Copyable {
  let raw: Int32

  /// The descriptor given up to somebody who closes it.
  consuming func take() -> Int32 {
    let raw = self.raw
    discard self
    return raw
  }

  deinit { _ = systemClose(raw) }
}

/// `close` of the system, where a method of the same name hides it.
func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }

/// The result of a system call, repeated while a signal interrupts it, or the error number.
func systemCall(_ call: () -> Int32) -> Result<Int32, ErrorNumber> {
  while true {
    let result = call()
    if result >= 0 { return .success(result) }
    if errno != EINTR { return .failure(ErrorNumber(code: errno)) }
  }
}

/// The system's number for what went wrong.
struct ErrorNumber: Error { var code: Int32 }
