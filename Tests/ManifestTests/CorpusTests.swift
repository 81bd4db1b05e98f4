import Manifest
import Testing

struct CorpusTests {
  @Test func `the corpus is there`() {
    #expect(Corpus.accepted.count >= 200)
    #expect(Corpus.refused.count >= 200)
  }

  @Test func `every manifest meant to be accepted is`() {
    for (name, bytes) in Corpus.accepted {
      #expect(throws: Never.self, "\(name)") { try parse(bytes) }
    }
  }

  @Test func `every text meant to be refused is, at a place inside it`() {
    for (name, bytes) in Corpus.refused {
      #expect(throws: ManifestError.self, "\(name)") { try parse(bytes) }
      guard
        case .failure(let error) = Result(catching: { () throws(ManifestError) in try parse(bytes) }
        )
      else { continue }
      let source = Source(name: name, bytes: bytes)
      #expect(error.mark.line >= 1 && error.mark.column >= 1, "\(name)")
      #expect(
        error.mark.column <= source.line(error.mark.line).unicodeScalars.count + 1, "\(name)")
    }
  }
}
