import ControlSocket
import Readings
import SessionCapture
import SessionHost
import WalkProtocol
import WalkScreen

/// A command's conversation with the daemon.
struct DaemonTalk: ~Copyable {
  private var client: ControlClient

  /// Connects.
  ///
  /// - Throws: `Complaint`: what to do when there is no daemon, or no way in.
  init(_ socket: SocketOption, program: String) throws {
    do throws(ControlFault) {
      client = try ControlClient.connect(to: socket.path, program: "walktest \(program)")
    } catch {
      throw error.code == .noPermission || error.code == .noRole
        ? Complaint(noWayIn: error, at: socket.path) : Complaint(error)
    }
  }

  /// The daemon's version.
  var daemon: String { client.daemon }
  /// What this account may do.
  var roles: [ControlRole] { client.roles }

  /// Where the walk stands.
  mutating func status() throws -> WalkStatus {
    guard case .status(let status) = try ask(.status) else { throw Self.unexpected }
    return status
  }

  /// How the devices stand.
  mutating func devices() throws -> [DeviceLine] {
    guard case .devices(let lines) = try ask(.devices) else { throw Self.unexpected }
    return lines
  }

  /// Up to 200 events of the journal after a sequence.
  mutating func journal(after sequence: UInt32?, count: Int) throws -> [SessionEvent] {
    guard case .journal(let events) = try ask(.journal(after: sequence, count: count)) else {
      throw Self.unexpected
    }
    return events
  }

  /// Asks for something that changes the walk.
  ///
  /// - Throws: `Complaint`; when no reply came, that nobody knows whether it was done.
  @discardableResult
  mutating func say(_ request: ControlRequest, by person: String?) throws -> ControlResult {
    do throws(ControlFault) {
      return try client.ask(request, by: person, patience: request.patience)
    } catch {
      switch error.code {
      case .noAnswer, .closed:
        throw Complaint(
          "walktestd does not answer, and nobody knows whether it did this; "
            + "look with walktest status before trying again.", .unavailable)
      case .rejected: throw Complaint(error.description + named(by: error), .notNow)
      default: throw Complaint(error)
      }
    }
  }

  /// What a rejection speaks of without naming it.
  private mutating func named(by fault: ControlFault) -> String {
    guard let status = try? status() else { return "" }
    return switch Rejection.Code(rawValue: fault.reason) {
    case .answersMissing:
      " Open: " + status.requiredQuestions.map(\.id.plain).joined(separator: ", ") + "."
    case .gatesNotPassed:
      " Missing: " + status.missing.map(\.rawValue).joined(separator: ", ") + "."
    default: ""
    }
  }

  /// Waits for the next event; nil when none comes.
  mutating func event(withinMilliseconds patience: Int64) throws -> ControlEvent? {
    do throws(ControlFault) {
      return try client.nextEvent(within: .milliseconds(patience))
    } catch { throw Complaint(error) }
  }

  private mutating func ask(_ request: ControlRequest) throws -> ControlResult {
    do throws(ControlFault) { return try client.ask(request) } catch { throw Complaint(error) }
  }

  private static var unexpected: Complaint {
    Complaint(
      "walktestd replied to another question; install the same version of both.", .wrongProtocol)
  }
}
