import StrictJSON

/// A key path as corrections write it: `subject`, `walk.outcome.tfs_us`, `walk.answers[0].value`.
struct JSONPath: Hashable {
  enum Step: Hashable {
    case key(String)
    case index(Int)
  }

  let steps: [Step]

  /// The path that `text` names; nil when it is not one.
  init?(_ text: String) {
    var steps: [Step] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: false)
      guard let key = pieces.first, !key.isEmpty, !key.contains("]") else { return nil }
      steps.append(.key(String(key)))
      for piece in pieces.dropFirst() {
        guard piece.last == "]", let index = Int(piece.dropLast()), index >= 0 else { return nil }
        steps.append(.index(index))
      }
    }
    self.steps = steps
  }

  /// The value at the path; nil when there is no such member.
  func value(in root: JSONValue) -> JSONValue? {
    steps.reduce(Optional(root)) { value, step in
      switch step {
      case .key(let key): return value?[key]
      case .index(let index):
        guard let array = value?.array, array.indices.contains(index) else { return nil }
        return array[index]
      }
    }
  }

  /// `root` with the value at the path replaced; nil when there is no such member.
  func replacing(in root: JSONValue, with new: JSONValue) -> JSONValue? {
    Self.replace(root, steps[...], new)
  }

  private static func replace(
    _ value: JSONValue, _ steps: ArraySlice<Step>, _ new: JSONValue
  ) -> JSONValue? {
    guard let step = steps.first else { return new }
    let rest = steps.dropFirst()
    switch step {
    case .key(let key):
      guard var object = value.object, let member = object[key],
        let replaced = replace(member, rest, new)
      else { return nil }
      object[key] = replaced
      return .object(object)
    case .index(let index):
      guard var array = value.array, array.indices.contains(index),
        let replaced = replace(array[index], rest, new)
      else { return nil }
      array[index] = replaced
      return .array(array)
    }
  }
}
