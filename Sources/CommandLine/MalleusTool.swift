internal import Glibc
public import Pipeline

/// The command-line tool; another package makes its own with a catalog of more stages.
public enum MalleusTool {
  /// The version of this package.
  public static let version = "0.1.0"

  /// Runs the command that the process was started with, and ends the process.
  ///
  /// - Parameters:
  ///   - catalog: The stages that manifests can use.
  ///   - name: What the tool is called in messages.
  public static func main(catalog: Catalog, name: String = "malleus") -> Never {
    StandardStreams.occupy()
    let arguments = Array(CommandLine.arguments.dropFirst())
    let status = run(arguments, catalog: catalog, name: name)
    guard let error = Console.lostOutput else { exit(status.rawValue) }
    Console.write("\(name): what was printed is lost: \(error.cause)\n", to: 2)
    exit(status == .done ? ExitStatus.machine.rawValue : status.rawValue)
  }

  private static func run(_ arguments: [String], catalog: Catalog, name: String) -> ExitStatus {
    let environment = Tool.environmentVariables
    let invocation: Invocation
    do throws(UsageError) {
      invocation = try ArgumentParser.parse(arguments)
    } catch {
      Console(invocation: nil, environment: environment).error(error.text(tool: name))
      return .wrongQuestion
    }
    let console = Console(invocation: invocation, environment: environment)
    let tool = Tool(
      name: name, catalog: catalog, invocation: invocation, console: console,
      environment: environment, arguments: arguments, folder: Tool.workingDirectory)
    do throws(ToolFailure) {
      return try tool.perform()
    } catch {
      let label = console.messages("\(name):", .red)
      console.error(error.isComplete ? error.message : "\(label) \(error.message)")
      return error.status
    }
  }
}

extension Tool {
  fileprivate func perform() throws(ToolFailure) -> ExitStatus {
    if invocation.has(.help) {
      let isAbout = invocation.command == .help ? invocation.operands : invocation.command.words
      return try help(isAbout)
    }
    switch invocation.command {
    case .run: return try run()
    case .plan: return try plan()
    case .check: return try check()
    case .graph: return try graph()
    case .stages: return try stages()
    case .show: return try show()
    case .export: return try export()
    case .log: return try log()
    case .storeSize: return try storeSize()
    case .storeVerify: return try storeVerify()
    case .storeGC: return try storeGC()
    case .fetch: return try fetch()
    case .doctor: return try doctor()
    case .completion: return completion()
    case .help: return try help(invocation.operands)
    case .version: return printVersion()
    case .worker: return try serve()
    }
  }

  private func help(_ words: [String]) throws(ToolFailure) -> ExitStatus {
    do throws(UsageError) {
      console.result(try Help(tool: name).text(for: words))
      return .done
    } catch {
      throw ToolFailure(.wrongQuestion, error.message)
    }
  }

  private func completion() -> ExitStatus {
    let completion = Completion(tool: name, stages: catalog.names)
    console.result(completion.script(for: invocation.operands[0]))
    return .done
  }

  private func printVersion() -> ExitStatus {
    console.result("\(name) \(MalleusTool.version)")
    return .done
  }
}
