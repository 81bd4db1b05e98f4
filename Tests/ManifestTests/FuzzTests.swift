import Manifest
import Testing

struct FuzzTests {
  @Test func `a hundred thousand spoilt texts are read or refused, and never trap`() {
    let originals = (Corpus.accepted + Corpus.refused).map(\.bytes).filter { $0.count < 1200 }
    var mutator = Mutator(originals: originals, seed: 20)
    var (read, refused) = (0, 0)
    for _ in 0..<100_000 {
      let text = mutator.next()
      do {
        _ = try parse(text)
        read += 1
      } catch {
        refused += 1
        if refused.isMultiple(of: 50) {
          let source = Source(name: "spoilt", bytes: text)
          #expect(error.diagnostic(in: source).rendered(in: source).contains("^"))
        }
      }
    }
    #expect(read > 10_000)
    #expect(refused > 10_000)
  }

  @Test func `the same bytes give the same answer as text`() {
    var mutator = Mutator(originals: Corpus.accepted.map(\.bytes), seed: 21)
    for _ in 0..<2000 {
      let bytes = mutator.next()
      guard let text = String(validating: bytes, as: UTF8.self) else { continue }
      let fromBytes = Result { () throws(ManifestError) in try parse(bytes).json }
      let fromText = Result { () throws(ManifestError) in
        try parse(Source(name: "spoilt", text: text)).json
      }
      #expect(fromBytes == fromText)
    }
  }
}
