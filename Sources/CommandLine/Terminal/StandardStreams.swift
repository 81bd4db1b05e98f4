internal import Glibc

/// Standard input, output and error.
enum StandardStreams {
  /// Opens the null device where standard input, output or error is closed.
  ///
  /// The next file to be opened, one of the store perhaps, would get the number and be printed into.
  static func occupy() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one, as those below it are open by now.
      _ = open("/dev/null", O_RDWR)
    }
  }
}
