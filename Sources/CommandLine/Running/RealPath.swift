internal import Glibc

/// The one absolute path of what is there, without links and detours; `nil` when nothing is.
func realPath(of path: String) -> String? {
  guard let found = realpath(path, nil) else { return nil }
  defer { free(found) }
  return String(cString: found)
}
