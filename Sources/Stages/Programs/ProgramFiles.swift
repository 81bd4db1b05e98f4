public import Pipeline

/// The files that a program needs, by the names under which it finds them.
///
/// In a manifest it is a list of paths. In keys each file stands with its name, since the program sees that too; the name is
/// the path's last component, and no other can be given.
public struct ProgramFiles: SettingValue, Hashable {
  /// The files in the manifest's order.
  public var list: [InputFile]

  /// These files.
  public init(_ list: [InputFile] = []) { self.list = list }

  public static var expectation: String { [InputFile].expectation }
  public static var namesFiles: Bool { true }

  public init(text: SettingText) throws(SettingFault) {
    switch text {
    case .scalar(""): list = []
    case .map(let pairs):
      list = []
      for pair in pairs {
        let file = try InputFile(text: pair.value)
        guard file.name == pair.key else { throw Self.unexpected(text) }
        list.append(file)
      }
    case .scalar, .file, .list: list = try [InputFile](text: text)
    }
  }

  public var text: SettingText {
    .map(list.sorted { $0.name < $1.name }.map { .init($0.name, $0.text) })
  }
}
