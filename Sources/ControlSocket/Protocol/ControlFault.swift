/// Why something was refused or cannot be had on the control socket.
public struct ControlFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// A stable name of the fault.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// A line is no JSON, or no message of this protocol.
    case malformedLine = "control-malformed-line"
    /// A line is longer than `ControlProtocol.longestLine`.
    case lineTooLong = "control-line-too-long"
    /// A text is longer than `ControlProtocol.longestText`.
    case textTooLong = "control-text-too-long"
    /// A request lacks a member, or has one that is unknown, of another kind or not allowed.
    case badRequest = "control-bad-request"
    /// The other side speaks another version.
    case wrongVersion = "control-wrong-version"
    /// Something was asked before `hello`.
    case notGreeted = "control-not-greeted"
    /// The account has no role at all.
    case noRole = "control-no-role"
    /// The account's roles do not allow the request.
    case roleMissing = "control-role-missing"
    /// As many clients are connected as the daemon serves.
    case tooManyClients = "control-too-many-clients"
    /// The client does not read what it subscribed to.
    case tooSlow = "control-too-slow"
    /// The client did not finish what it began to say.
    case timedOut = "control-timed-out"
    /// The walk machine rejected it; `reason` is the machine's own code.
    case rejected = "control-rejected"
    /// The daemon cannot do it now; `reason` is the code of what failed.
    case failed = "control-failed"
    /// A reply does not fit into a line.
    case replyTooLong = "control-reply-too-long"
    /// The daemon is stopping.
    case stopping = "control-stopping"
    /// No daemon answers.
    case notRunning = "control-not-running"
    /// The account may not open the socket.
    case noPermission = "control-no-permission"
    /// The daemon did not reply in time.
    case noAnswer = "control-no-answer"
    /// The daemon closed the connection.
    case closed = "control-closed"
    /// The socket cannot be made where it belongs.
    case badPlace = "control-bad-place"
    /// Another daemon listens there.
    case alreadyServed = "control-already-served"
    /// The system refused for a reason of its own.
    case system = "control-system"
  }

  /// Which fault.
  public var code: Code
  /// The stable code of what lies behind it; empty when there is none.
  public var reason: String
  /// One sentence for staff that says what to do.
  public var description: String

  /// A fault and its sentence.
  public init(_ code: Code, _ sentence: String, reason: String = "") {
    self.code = code
    self.reason = reason
    description = sentence
  }
}
