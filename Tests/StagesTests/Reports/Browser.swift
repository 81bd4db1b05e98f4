import Foundation

/// A browser without a window, to look at pages as readers will.
struct Browser {
  let path: String

  /// The first Chromium or Chrome on this machine.
  static let found: Browser? = {
    let named = ProcessInfo.processInfo.environment["MALLEUS_BROWSER"]
    let folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/snap/bin"]
    let names = ["chromium", "chromium-browser", "google-chrome"]
    let candidates =
      [named].compactMap { $0 } + folders.flatMap { folder in names.map { "\(folder)/\($0)" } }
      + ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }.map(Browser.init)
  }()

  /// The document of a page after its scripts have run, and what the browser logged.
  func document(of page: URL, in folder: URL) throws -> (html: String, log: String) {
    let (output, log) = (folder.appending(path: "document"), folder.appending(path: "log"))
    for file in [output, log] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
      "--disable-background-networking", "--allow-file-access-from-files",
      "--enable-logging=stderr", "--user-data-dir=\(folder.appending(path: "profile").path)",
      "--window-size=1400,1000", "--virtual-time-budget=3000", "--dump-dom", page.absoluteString,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: log)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + 60) == .timedOut { process.terminate() }
    return (
      try String(contentsOf: output, encoding: .utf8), try String(contentsOf: log, encoding: .utf8)
    )
  }
}
