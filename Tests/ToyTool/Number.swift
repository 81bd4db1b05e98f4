import Pipeline

/// A number, as an artifact.
struct Number: Artifact {
  static let kind = "Number"
  var value: Int
  var shape: Shape { ["value": value] }

  init(_ value: Int) { self.value = value }

  init(parts: Parts) throws(StageError) {
    let text = String(decoding: try parts.bytes("number.txt").array, as: UTF8.self)
    guard let value = Int(text) else { throw .damaged(part: "number.txt", cause: "no number") }
    self.value = value
  }

  func parts() throws(StageError) -> [Part] { [Part("number.txt", text: "\(value)")] }
}

/// Rows of names and numbers, of the kind that runs write out.
struct Sums: Artifact {
  static let kind = "Table"
  var csv: String
  var shape: Shape { ["rows": csv.split(separator: "\n").count - 1] }

  init(csv: String) { self.csv = csv }

  init(parts: Parts) throws(StageError) {
    csv = String(decoding: try parts.bytes("table.csv").array, as: UTF8.self)
  }

  func parts() throws(StageError) -> [Part] { [Part("table.csv", text: csv)] }
}

/// A page, with an attachment in a folder of its own.
struct Poster: Artifact {
  static let kind = "Page"
  var html: String
  var shape: Shape { [:] }

  init(html: String) { self.html = html }

  init(parts: Parts) throws(StageError) {
    html = String(decoding: try parts.bytes("index.html").array, as: UTF8.self)
  }

  func parts() throws(StageError) -> [Part] {
    [Part("index.html", text: html), Part("tables/sums.csv", text: "a,b\n1,2\n")]
  }
}
