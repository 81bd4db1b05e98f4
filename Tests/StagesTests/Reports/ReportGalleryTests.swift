import Foundation
import Pipeline
import Stages
import Testing

/// Writes a report into the folder named by `MALLEUS_GALLERY`, to be looked at.
@Suite struct ReportGalleryTests {
  static let folder = ProcessInfo.processInfo.environment["MALLEUS_GALLERY"]

  @Test(.enabled(if: folder != nil, "Set MALLEUS_GALLERY to a folder to write the gallery."))
  func `the sample report is written for looking at`() throws {
    let folder = URL(filePath: try #require(Self.folder))
    let page = try SampleReport.page()
    for part in try page.parts() {
      let file = folder.appending(path: "sample/\(part.name)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(part.joined.array).write(to: file)
    }
  }
}
