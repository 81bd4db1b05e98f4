internal import Glibc
internal import Numerics
internal import Pipeline
internal import Store

extension Tool {
  /// `doctor`: what this machine offers and what slows it down.
  func doctor() throws(ToolFailure) -> ExitStatus {
    let findings =
      [libraryFinding] + machineFindings + environmentFindings + [storeFinding] + programFindings
    if invocation.has(.json) {
      for finding in findings { console.result(finding.json.line) }
    } else {
      let width = findings.map(\.subject.count).max() ?? 0
      for finding in findings { console.result(line(finding, width)) }
    }
    return findings.contains { $0.verdict == .fault } ? .machine : .done
  }

  private func line(_ finding: Finding, _ width: Int) -> String {
    let (mark, colour): (String, Style.Colour) =
      switch finding.verdict {
      case .fine: ("ok  ", .green)
      case .slow: ("slow", .yellow)
      case .fault: ("bad ", .red)
      case .note: ("–   ", .faint)
      }
    let space = String(repeating: " ", count: width - finding.subject.count + 2)
    return console.results(mark, colour) + "  " + finding.subject + space + finding.text
  }

  private var libraryFinding: Finding {
    switch BLAS.library {
    case .success(let library):
      Finding(
        .fine, "BLAS",
        "\(library.build), kernels for \(library.core), one thread per call, \(library.path)")
    case .failure(let error): Finding(.fault, "BLAS", error.description)
    }
  }

  private var machineFindings: [Finding] {
    let machine = Machine.current
    let features = NumericBackend.processorFeatures.joined(separator: ", ")
    return [
      Finding(.fine, "instructions", features.isEmpty ? "no special ones" : features),
      Finding(.fine, "cores", "\(machine.cores)"),
      Finding(
        .fine, "memory",
        "\(ByteCount.text(machine.memory)), of which a run uses "
          + "\(ByteCount.text(machine.memoryForRuns)) unless --memory says otherwise"),
      Finding(.fine, "numerics", NumericBackend.tag),
    ]
  }

  private var environmentFindings: [Finding] {
    let concerns = [
      (
        "OPENBLAS_CORETYPE",
        "forces kernels that may not suit this processor, and is part of every key"
      ),
      ("OPENBLAS_L2_SIZE", "makes the library cut matrices for another cache"),
      ("OPENBLAS_NUM_THREADS", "changes nothing: the cores are shared out by \(name) itself"),
    ]
    let set = concerns.filter { environment[$0.0] != nil }
    if set.isEmpty { return [Finding(.fine, "environment", "nothing in it slows numerics down")] }
    return set.map { variable, effect in
      let verdict: Finding.Verdict = variable == "OPENBLAS_NUM_THREADS" ? .note : .slow
      return Finding(verdict, variable, "\(effect); unset it")
    }
  }

  private var storeFinding: Finding {
    do throws(ToolFailure) {
      guard let store = try storeIfThere() else {
        return Finding(.note, "store", "\(storePath) does not exist yet; the first run makes it")
      }
      let size = try storing { () throws(StoreError) in try store.size() }
      return Finding(
        .fine, "store", "\(storePath): \(size.objects) artifacts, \(ByteCount.text(size.bytes))")
    } catch {
      return Finding(.fault, "store", error.message)
    }
  }

  private var programFindings: [Finding] {
    [
      ("gzip", ["gzip"], "needed to read .gz files"),
      ("curl", ["curl"], "only needed by ‘\(name) fetch’"),
      ("tar", ["tar"], "only needed by ‘\(name) fetch cifar-10’"),
      ("browser", ["chromium", "chromium-browser", "google-chrome"], "only needed to print pages"),
    ].map { subject, names, purpose in
      let path = names.lazy.compactMap(self.find).first
      return Finding(path == nil ? .note : .fine, subject, path ?? "not found; \(purpose)")
    }
  }

  /// The program called `program` on the search path.
  private func find(_ program: String) -> String? {
    (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(program)" }
      .first { access($0, X_OK) == 0 }
  }
}

/// One line of what the doctor found.
private struct Finding {
  enum Verdict: String {
    case fine, slow, fault
    /// Worth knowing, and no harm.
    case note
  }

  var verdict: Verdict
  var subject: String
  var text: String

  init(_ verdict: Verdict, _ subject: String, _ text: String) {
    self.verdict = verdict
    self.subject = subject
    self.text = text
  }

  var json: JSON {
    ["subject": .text(subject), "verdict": .text(verdict.rawValue), "text": .text(text)]
  }
}
