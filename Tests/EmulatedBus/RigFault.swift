/// Why a test on emulated devices cannot go on.
public enum RigFault: Error {
  /// The emulator cannot be built or does not connect.
  case noEmulator
  /// A command of the emulator was not answered in time.
  case noAnswer(String)
  /// The emulator refused a command.
  case refused(String, String)
  /// What a program had to tell did not come in time.
  case noEvent(String, seen: [[String: String]])
  /// A line of a program did not come in time.
  case noLine(String, seen: [String])
  /// The system gave no socket or terminal.
  case noSocket
}
