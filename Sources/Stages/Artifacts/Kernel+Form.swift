internal import Numerics
internal import Pipeline

extension Kernel.Form {
  /// The number of training rows n.
  var rows: Int {
    switch self {
    case .dense(let train, _, _): train.rows
    case .factored(let train, _): train.size
    }
  }

  /// The number of queries t.
  var queries: Int {
    switch self {
    case .dense(_, let queries, _): queries?.rows ?? 0
    case .factored(_, let queries): queries?.size ?? 0
    }
  }

  var isDense: Bool {
    if case .dense = self { true } else { false }
  }

  /// The units whose gates are held, when they are.
  var units: Int? {
    if case .factored(let train, _) = self { train.patterns.columns } else { nil }
  }

  /// Whether K is square and the queries are against its rows.
  var isConsistent: Bool {
    switch self {
    case .dense(let train, let queries, let rows):
      train.rows == train.columns && queries?.columns ?? train.rows == train.rows
        && rows.map { $0.rows == queries?.rows } ?? true
    case .factored(let train, let queries):
      queries.map {
        $0.rows.columns == train.rows.columns && $0.patterns.columns == train.patterns.columns
      } ?? true
    }
  }

  init(dense parts: Parts) throws(StageError) {
    let train = try parts.matrix("train.npy")
    let queries = parts.contains("queries.npy") ? try parts.matrix("queries.npy") : nil
    let rows = parts.contains("query-rows.npy") ? try parts.matrix("query-rows.npy") : nil
    self = .dense(train: train, queries: queries, queryRows: rows)
    guard train.rows == train.columns else {
      throw .damaged(part: "train.npy", cause: "it is \(train.rows)×\(train.columns)")
    }
    if let queries, queries.columns != train.rows {
      throw .damaged(
        part: "queries.npy", cause: "\(queries.columns) columns for \(train.rows) training rows")
    }
    if let rows, !isConsistent {
      throw .damaged(
        part: "query-rows.npy", cause: "\(rows.rows) rows for \(queries?.rows ?? 0) queries")
    }
  }

  init(_ parts: Parts, units width: Int) throws(StageError) {
    guard (1...1 << 24).contains(width) else {
      throw .damaged(part: "about.json", cause: "units is \(width)")
    }
    let train = try GatedRows(parts, "rows.npy", "gates.npy", width: width)
    let queries =
      parts.contains("query-rows.npy")
      ? try GatedRows(parts, "query-rows.npy", "query-gates.npy", width: width) : nil
    self = .factored(train: train, queries: queries)
    if let queries, !isConsistent {
      throw .damaged(
        part: "query-rows.npy",
        cause: "\(queries.rows.columns) columns, the training rows have \(train.rows.columns)")
    }
  }

  /// The numbers; gates are packed eight to a byte, the first in the lowest bit.
  var parts: [Part] {
    switch self {
    case .dense(let train, let queries, let rows):
      [.npy("train.npy", train)] + (queries.map { [.npy("queries.npy", $0)] } ?? [])
        + (rows.map { [.npy("query-rows.npy", $0)] } ?? [])
    case .factored(let train, let queries):
      train.parts("rows.npy", "gates.npy")
        + (queries.map { $0.parts("query-rows.npy", "query-gates.npy") } ?? [])
    }
  }
}

extension GatedRows {
  fileprivate init(
    _ parts: Parts, _ rows: String, _ gates: String, width: Int
  ) throws(StageError) {
    let matrix = try parts.matrix(rows)
    let packed = try parts.bytes(gates, rows: matrix.rows, columns: (width + 7) / 8)
    guard let patterns = BitMatrix(rows: matrix.rows, columns: width, packed: packed) else {
      throw .damaged(part: gates, cause: "a gate beyond the last of \(width) is open")
    }
    self.init(rows: matrix, patterns: patterns)
  }

  fileprivate func parts(_ rows: String, _ gates: String) -> [Part] {
    [
      .npy(rows, self.rows),
      .npy(gates, patterns.packed, rows: size, columns: (patterns.columns + 7) / 8),
    ]
  }
}
