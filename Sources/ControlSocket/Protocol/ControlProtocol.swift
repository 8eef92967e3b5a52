/// The protocol between `walktest` and `walktestd` on the control socket: lines of compact JSON,
/// described in docs/control-protocol.md.
public enum ControlProtocol {
  /// The version that both sides must name.
  public static let version = "walktest-control/1"
  /// The longest line in bytes, its newline left out.
  public static let longestLine = 65_536
  /// The longest text in a request, in bytes of UTF-8; a journal entry has room for few of them.
  public static let longestText = 1_024
}
