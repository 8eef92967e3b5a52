import SessionHost

extension Site {
  /// Opens the store that the option names; trouble goes to standard error.
  init(_ option: StoreOption) throws {
    try self.init(opening: option.root, onTrouble: Self.complain)
  }

  /// Opens the store at `root`, or makes it there.
  init(creatingAt root: String) throws {
    try self.init(creatingAt: root, onTrouble: Self.complain)
  }

  private static func complain(_ sentence: String) { Console.complain("walktest: \(sentence)") }
}
