public import ControlSocket
import DeviceProtocols
public import Readings
import SessionCapture
import WalkProtocol

/// What a full-screen view knows: what the daemon told and when, and what the person at the keys is
/// about to do. A value without a clock: instants come in.
public struct WalkScreen: Sendable {
  /// The connection to the daemon.
  public enum Link: Hashable, Sendable {
    /// The daemon talks.
    case up
    /// There is none; the sentence says why.
    case lost(String)
  }

  /// A sentence to the person at the keys, with the time it was said.
  struct Notice: Hashable, Sendable {
    var text: String
    var isTrouble: Bool
    var at: MonotonicInstant
  }

  /// Silence of the daemon that is told.
  public static let longestSilence = Microseconds.seconds(2)
  /// A channel's value older than this is told as stale.
  static let longestAge = Microseconds.seconds(2)
  /// How many lines of the log are kept.
  static let longestLog = 200

  /// The connection.
  public internal(set) var link = Link.lost("connecting")
  /// When the daemon last said anything.
  public internal(set) var lastWord: MonotonicInstant?
  /// The daemon's version.
  public internal(set) var daemon = ""
  /// Where the walk stands; nil before the daemon told.
  public internal(set) var status: WalkStatus?
  var values: (told: LiveValues, at: MonotonicInstant)?
  var devices: [DeviceLine] = []
  var log: [String] = []
  var notice: Notice?
  /// What was asked of the daemon and has no reply yet.
  var asked: [String] = []
  var dialog = Dialog.none
  /// What was typed so far for the question or dialog.
  var typed = ""
  var skipped: Set<String> = []
  /// The last key that acts, and when it came: a key that is held down counts once.
  var lastKey: (stroke: KeyStroke, at: MonotonicInstant)?
  /// What came over the daemon's clock last, and when: its clock is shown only while it talks.
  private var clock: (daemon: MonotonicInstant, at: MonotonicInstant)?
  private var words = EventWords()
  private(set) var definition: ProtocolDefinition?

  /// A view that has heard nothing yet.
  public init() {}

  // MARK: The daemon

  /// The daemon was reached.
  public mutating func connected(daemon: String, at now: MonotonicInstant) {
    if case .lost = link, lastWord != nil { add("walktestd is back") }
    link = .up
    lastWord = now
    self.daemon = daemon
    asked = []
  }

  /// The daemon was lost or is not to be had.
  public mutating func lost(_ sentence: String) {
    if link == .up { add("walktestd is gone") }
    link = .lost(sentence)
    asked = []
  }

  /// The daemon said where the walk stands.
  public mutating func hear(_ status: WalkStatus, at now: MonotonicInstant) {
    word(status.now, at: now)
    if status.walk?.session != self.status?.walk?.session {
      skipped = []
      values = nil
    }
    if status.walk?.choice.protocolID != self.status?.walk?.choice.protocolID {
      definition = status.walk.flatMap { walk in
        (try? ShippedProtocols.definition(id: walk.choice.protocolID)) ?? nil
      }
    }
    if status.phase != self.status?.phase { dialog = .none }
    if status.questions.first?.id != self.status?.questions.first?.id { typed = "" }
    words.start = status.start
    self.status = status
  }

  /// The daemon said how the devices stand.
  public mutating func hear(_ devices: [DeviceLine], at now: MonotonicInstant) {
    lastWord = now
    self.devices = devices
  }

  /// Something happened.
  public mutating func hear(_ event: ControlEvent, at now: MonotonicInstant) {
    lastWord = now
    switch event {
    case .state(let status): hear(status, at: now)
    case .values(let told):
      word(told.now, at: now)
      values = (told, now)
    case .device(let line):
      if let index = devices.firstIndex(where: { $0.role == line.role }) {
        if devices[index].state != line.state { add("device: " + line.words) }
        devices[index] = line
      } else {
        devices.append(line)
      }
    case .action(let action): if let line = words.line(action) { add(line.trimmed) }
    case .prompt(let text, _):
      notice = Notice(text: "Say: \(text.plain)", isTrouble: false, at: now)
    }
  }

  /// The daemon did what was asked.
  public mutating func granted(_ label: String, at now: MonotonicInstant) {
    lastWord = now
    forget(label)
    notice = nil
  }

  /// The daemon refused what was asked.
  public mutating func refused(_ label: String, _ fault: ControlFault, at now: MonotonicInstant) {
    forget(label)
    notice = Notice(text: "\(label): \(fault.description)".plain, isTrouble: true, at: now)
    add("refused: \(label): \(fault.description)")
  }

  private mutating func forget(_ label: String) {
    if let index = asked.firstIndex(of: label) { asked.remove(at: index) }
  }

  private mutating func add(_ line: String) {
    log.append(line.plain)
    if log.count > Self.longestLog { log.removeFirst(log.count - Self.longestLog) }
  }

  private mutating func word(_ daemon: MonotonicInstant, at now: MonotonicInstant) {
    lastWord = now
    clock = (daemon, now)
  }

  // MARK: What is true

  /// Whether what a key says reaches the daemon now. In a silence it could arrive late, and a mark
  /// would get the time at which it arrived.
  func isHeard(at now: MonotonicInstant) -> Bool { link == .up && silence(at: now) == nil }

  /// How long the daemon has said nothing; nil while it talks.
  public func silence(at now: MonotonicInstant) -> Microseconds? {
    guard let lastWord else { return nil }
    let silence = now - lastWord
    return link == .up && silence < Self.longestSilence ? nil : silence
  }

  /// The span since START as far as the daemon's word goes: it stands still once the silence is told.
  func elapsed(at now: MonotonicInstant) -> Microseconds? {
    guard let status, let start = status.start, let clock else { return nil }
    if let end = status.end { return end - start }
    return max(.zero, clock.daemon - start + min(now - clock.at, Self.longestSilence))
  }

  /// The question that is asked now; nil when none is.
  var question: Question? {
    guard let status, !status.isReasonMissing else { return nil }
    return status.questions.first { !skipped.contains($0.id) }
  }

  /// The reasons that staff may give for the end.
  var endReasons: [EndReason] {
    let all = definition?.endReasons ?? EndReason.allCases
    return all.filter { reason in
      switch reason {
      case .capReached, .emergencyStop, .interrupted, .abandonedBeforeStart: false
      default: true
      }
    }
  }
}

extension String {
  fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
