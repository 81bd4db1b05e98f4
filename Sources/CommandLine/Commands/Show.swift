internal import Engine
internal import Executors
internal import Pipeline
internal import Store

extension Tool {
  /// `show`: a node's question and answer; small tables in full.
  func show() throws(ToolFailure) -> ExitStatus {
    let (planning, node) = try Planning.single(self, .optional)
    let rows = facts(of: node, planning)
    if invocation.has(.json) {
      console.result(json(rows).line)
      return .done
    }
    let width = rows.map(\.name.count).max() ?? 0
    for row in rows {
      let space = String(repeating: " ", count: width - row.name.count + 2)
      console.result(console.results(row.name, .bold) + space + row.text)
    }
    if let table = try table(of: node, planning.store) { console.result("\n" + table) }
    return .done
  }

  /// What is told once as a text, and several inputs of one port as a list.
  private func json(_ rows: [(name: String, text: String)]) -> JSON {
    var told: Set<String> = []
    return .object(
      rows.filter { told.insert($0.name).inserted }.map { first in
        let texts = rows.filter { $0.name == first.name }.map { JSON($0.text) }
        return (first.name, texts.count == 1 ? texts[0] : .list(texts))
      })
  }

  private func facts(
    of node: PlannedNode, _ planning: Planning
  ) -> [(name: String, text: String)] {
    var rows = [
      ("node", node.names.map(\.description).joined(separator: " = ")),
      ("stage", "\(node.stage.name), version \(node.stage.version)"),
      ("status", status(of: node)), ("key", node.planKey.short),
    ]
    for input in node.inputs {
      rows.append(("input \(input.port)", planning.plan.nodes[input.node].name.description))
    }
    for setting in node.prepared.settings {
      rows.append(("setting \(setting.name)", setting.text.display))
    }
    guard let record = node.record, let store = planning.store else { return rows }
    let artifact = record.artifact
    let shape = artifact.shape.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    rows.append(("yields", ([artifact.kind] + shape).joined(separator: ", ")))
    rows.append(("size", ByteCount.text(artifact.bytes)))
    rows.append(("took", TimeText.text(record.seconds)))
    rows.append(("where", "\(store.path)/\(StorePath.entry(.objects, artifact.digest))"))
    return rows
  }

  private func status(of node: PlannedNode) -> String {
    switch node.decision {
    case .hit: "known"
    case .run(let reason): "to run: \(reason)"
    case .runUnlessInputsSame(let reason): "to run unless its inputs come out the same: \(reason)"
    case .sameQuestion: "to run, as another node of this manifest"
    }
  }

  private func table(of node: PlannedNode, _ store: DiskStore?) throws(ToolFailure) -> String? {
    guard let artifact = node.record?.artifact, artifact.kind == "Table" else { return nil }
    let parts = try parts(of: node, store)
    guard let csv = try? parts.bytes("table.csv") else { return nil }
    let headings = try? parts.bytes("table.json").array
    return CSVTable(csv: csv.array, headings: headings).text(rows: 40)
  }

  /// The stored parts of a node that is known.
  private func parts(of node: PlannedNode, _ store: DiskStore?) throws(ToolFailure) -> Parts {
    guard let store, let artifact = node.record?.artifact else {
      throw ToolFailure(
        .wrongQuestion,
        "‘\(node.name)’ is not computed; do it with ‘\(commandLine(.run, "\(node.name)"))’")
    }
    return try storing { () throws(StoreError) in try store.artifact(artifact.digest) }
  }

  /// `export`: an artifact's parts as files.
  func export() throws(ToolFailure) -> ExitStatus {
    guard let path = invocation[.to] else {
      throw ToolFailure(.wrongQuestion, "where to? export needs --to DIR")
    }
    let (planning, node) = try Planning.single(self, .optional)
    let parts = try parts(of: node, planning.store)
    let folder = PartFolder(PartFolder.behindLinks(path))
    guard !folder.isTaken else {
      throw ToolFailure(.wrongQuestion, "\(path) is no folder; name one")
    }
    guard try folder.holdsNothing(but: []) || invocation.has(.force) else {
      throw ToolFailure(
        .wrongQuestion,
        "\(path) is not empty; name another folder, or write over files there with --force")
    }
    let here = self.folder + "/"
    guard !here.hasPrefix(absolute(folder.path) + "/"), folder.path != "." else {
      throw ToolFailure(
        .wrongQuestion, "\(path) holds the working directory; name a folder of its own")
    }
    var files: [(name: String, bytes: any Bytes)] = []
    for name in parts.names {
      if let bytes = try? parts.bytes(name) { files.append((name, bytes)) }
    }
    folder.removeLeftovers(of: files.map(\.name))
    PartFolder.removeLeftovers(beside: [folder.path])
    try folder.put(files)
    for file in files { console.result("\(folder.path)/\(file.name)") }
    return .done
  }

  /// `log`: what a node's last run said.
  func log() throws(ToolFailure) -> ExitStatus {
    let (planning, node) = try Planning.single(self, .optional)
    let log = try storing { () throws(StoreError) -> [UInt8]? in
      guard let store = planning.store, let key = planning.plan.runKey(of: node) else { return nil }
      return try store.log(of: key)
    }
    guard let log else {
      throw ToolFailure(
        .wrongQuestion,
        "‘\(node.name)’ has no log; it did not run with this store, or it failed and ‘\(name) store gc’ "
          + "came after")
    }
    Console.write(String(decoding: log, as: UTF8.self), to: 1)
    return .done
  }
}
