/// Why a file could not be fetched, and the wording of each reason.
package enum FetchFault: Error, Hashable {
  case noCurl(String)
  case noTool(String, String)
  case folder(String, cause: String)
  case busy(String)
  /// What is there already is another file.
  case occupied(String)
  case cannotRead(String, cause: String)
  case cannotWrite(String, cause: String)
  /// Every mirror failed; what each said, in their order.
  case everywhere(file: String, reasons: [String])
  case archive(String, cause: String)

  package var message: String {
    switch self {
    case .noCurl(let cause):
      "curl, which downloads the files, cannot be started: \(cause); install it"
    case .noTool(let tool, let cause):
      "\(tool), which the archive is unpacked with, cannot be started: \(cause); install it"
    case .folder(let path, let cause):
      "\(path): cannot be used: \(cause); name another folder with --to"
    case .busy(let path):
      "\(path): another process fetches files into it; wait until it is done"
    case .occupied(let path):
      "\(path) is not the published file; move it away, or replace it with --force"
    case .cannotRead(let path, let cause):
      "\(path): cannot be read: \(cause); move it away, or name another folder with --to"
    case .cannotWrite(let path, let cause):
      "\(path): cannot be written: \(cause); make room there, or name another folder with --to"
    case .everywhere(let file, let reasons):
      (["\(file) could not be fetched; the same command goes on from what is there"] + reasons)
        .joined(separator: "\n  ")
    case .archive(let path, let cause):
      "\(path): cannot be unpacked: \(cause)"
    }
  }
}
