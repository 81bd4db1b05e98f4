import Manifest

/// A value together with its size, so that values within values cannot explode.
struct Evaluated: Sendable {
  var value: Value
  /// The bytes of all texts in it.
  var size: Int
  /// How many lists and maps are inside one another.
  var depth = 0
}

extension Expansion {
  /// The value of a template for one variant; `nil`, and a fault, when it has none.
  mutating func evaluate(_ template: Template, at point: [Int], in scope: Int) -> Evaluated? {
    switch template {
    case .scalar(let pieces, let origin):
      evaluate(pieces, origin, at: point, in: scope)
    case .list(let items):
      deeper(template, scope) { $0.evaluate(items, of: template, at: point, in: scope) }
    case .map(let pairs):
      deeper(template, scope) { $0.evaluate(pairs, of: template, at: point, in: scope) }
    }
  }

  /// What `body` makes of what is inside a list or map, unless more of them are open than there is room to go into.
  private mutating func deeper(
    _ template: Template, _ scope: Int, _ body: (inout Expansion) -> Evaluated?
  ) -> Evaluated? {
    levels += 1
    defer { levels -= 1 }
    guard levels <= PlanLimit.nesting else { return bounded(.list([]), 0, levels, template, scope) }
    return body(&self)
  }

  private mutating func evaluate(
    _ items: [Template], of template: Template, at point: [Int], in scope: Int
  ) -> Evaluated? {
    var (values, size, depth, isWhole) = ([Value](), items.count, 0, true)
    for item in items {
      guard let item = evaluate(item, at: point, in: scope) else {
        isWhole = false
        continue
      }
      values.append(item.value)
      size += item.size
      depth = max(depth, item.depth)
    }
    return isWhole ? bounded(.list(values), size, depth + 1, template, scope) : nil
  }

  private mutating func evaluate(
    _ pairs: [(key: String, value: Template)], of template: Template, at point: [Int], in scope: Int
  ) -> Evaluated? {
    var values: [(key: String, value: Value)] = []
    var (size, depth, isWhole) = (pairs.count, 0, true)
    for pair in pairs {
      guard let item = evaluate(pair.value, at: point, in: scope) else {
        isWhole = false
        continue
      }
      values.append((pair.key, item.value))
      size += item.size + pair.key.utf8.count
      depth = max(depth, item.depth)
    }
    return isWhole ? bounded(.map(values), size, depth + 1, template, scope) : nil
  }

  private mutating func evaluate(
    _ pieces: [Template.Piece], _ origin: Template.Origin, at point: [Int], in scope: Int
  ) -> Evaluated? {
    if pieces.count == 1, case .variable(let index) = pieces[0] {
      return value(of: index, at: point)
    }
    var (string, folder) = ("", origin.folder)
    for piece in pieces {
      var text = Value.Text(string: "", folder: origin.folder, place: origin.place)
      switch piece {
      case .text(let plain): text.string = plain
      case .variable(let index):
        guard let evaluated = value(of: index, at: point) else { return nil }
        guard case .scalar(let inner) = evaluated.value else {
          let name = draft.variables[index].name
          let place = draft.place(of: "${\(name)}", from: origin.place)
          draft.report(.notText(variable: name), at: place, in: scope)
          return nil
        }
        text = inner
      }
      // A path begins where its first stretch was written.
      if string.isEmpty, !text.string.isEmpty { folder = text.folder }
      guard string.utf8.count + text.string.utf8.count <= PlanLimit.value else {
        draft.report(.valueTooLong, at: origin.place, in: scope)
        return nil
      }
      string += text.string
    }
    let text = Value.Text(string: string, folder: folder, place: origin.place)
    return Evaluated(value: .scalar(text), size: string.utf8.count)
  }

  private mutating func bounded(
    _ value: Value, _ size: Int, _ depth: Int, _ template: Template, _ scope: Int
  ) -> Evaluated? {
    guard size <= PlanLimit.value, depth <= PlanLimit.nesting else {
      let place = template.place ?? .start(of: draft.scopes[scope].file)
      draft.report(size > PlanLimit.value ? .valueTooLong : .valueTooDeep, at: place, in: scope)
      return nil
    }
    return Evaluated(value: value, size: size, depth: depth)
  }

  /// The value of a variable for one variant, found once for all variants that agree on its axes.
  private mutating func value(of index: Int, at point: [Int]) -> Evaluated? {
    let key = variableGrids[index].index(at: point)
    if let known = values[index][key] { return known }
    let variable = draft.variables[index]
    var template = variable.template
    if let axis = variable.axis { template = draft.axes[axis].values[point[axis]] }
    let scope = variable.written.scope
    let evaluated = template.flatMap { evaluate($0, at: point, in: scope) }
    values[index][key] = .some(evaluated)
    return evaluated
  }
}
