import StrictJSON

/// A key path to one value of a record, such as `walk.answers[0].value`. Only `subject`, `visit`,
/// `trial` and values inside `walk` can be named: these are what a correction may change.
struct RecordPath: Hashable {
  enum Step: Hashable {
    case member(String)
    case element(Int)
  }

  let steps: [Step]

  /// Reads `text`; nil when it is no path or names a value that cannot be corrected.
  init?(_ text: String) {
    var steps: [Step] = []
    for part in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      let pieces = part.split(separator: UInt8(ascii: "["), omittingEmptySubsequences: false)
      guard let name = pieces.first.flatMap({ String($0) }), Self.isName(name) else { return nil }
      steps.append(.member(name))
      for piece in pieces.dropFirst() {
        guard piece.last == UInt8(ascii: "]"), let digits = String(piece.dropLast()),
          let index = Int(digits), index >= 0, String(index) == digits
        else { return nil }
        steps.append(.element(index))
      }
    }
    let isAllowed =
      switch steps.first {
      case .member("subject"), .member("visit"), .member("trial"): steps.count == 1
      case .member("walk"): steps.count > 1
      default: false
      }
    guard isAllowed else { return nil }
    self.steps = steps
  }

  /// The value in `root`, nil when there is none.
  func value(in root: JSONValue) -> JSONValue? {
    var value = root
    for step in steps {
      guard let next = Self.child(step, of: value) else { return nil }
      value = next
    }
    return value
  }

  /// `root` with the value replaced; nil when there is no such value.
  func replacing(in root: JSONValue, with new: JSONValue) -> JSONValue? {
    Self.replacing(steps[...], in: root, with: new)
  }

  private static func child(_ step: Step, of value: JSONValue) -> JSONValue? {
    switch step {
    case .member(let name): value[name]
    case .element(let index):
      value.array.flatMap { $0.indices.contains(index) ? $0[index] : Optional.none }
    }
  }

  private static func replacing(
    _ steps: ArraySlice<Step>, in value: JSONValue, with new: JSONValue
  ) -> JSONValue? {
    guard let step = steps.first else { return new }
    guard let old = child(step, of: value),
      let replaced = replacing(steps.dropFirst(), in: old, with: new)
    else { return Optional.none }
    switch step {
    case .member(let name):
      guard var object = value.object else { return Optional.none }
      object[name] = replaced
      return .object(object)
    case .element(let index):
      guard var array = value.array else { return Optional.none }
      array[index] = replaced
      return .array(array)
    }
  }

  private static func isName(_ text: String) -> Bool {
    Spelling.isFileName(text) && !text.utf8.contains(UInt8(ascii: "-"))
  }
}
