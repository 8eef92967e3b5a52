import DeviceProtocols
import DeviceSimulator
import Readings
import SessionCapture
import WalkProtocol

/// The host's side of the stick: set-up, watching, tear-down, every byte through the journal.
extension VirtualClinic {
  /// The session begins: the devices are told of and the stick's set-up starts.
  mutating func open(_ session: inout CaptureSession, at now: MonotonicInstant)
    throws(JournalFault)
  {
    try hear(
      .device(DeviceChange(source: button, driver: .button, state: .streaming)), &session, at: now)
    try tell(.opening, &session, at: now)
    try act(on: driver.begin(at: now), &session, at: now)
  }

  /// The walk is complete: the channel is torn down, the record may be closed.
  mutating func close(_ session: inout CaptureSession, at now: MonotonicInstant)
    throws(JournalFault)
  {
    try act(on: driver.close(at: now), &session, at: now)
    let done = now + .milliseconds(900)
    for chunk in stick.advance(to: done) {
      try hearStick(chunk.bytes, &session, at: chunk.at)
    }
    try hear(.clock(clock(at: done)), &session, at: done)
    try hear(.command(.close, by: staff.operatorCode), &session, at: done)
    staff.closed()
  }

  mutating func hearStick(
    _ bytes: [UInt8], _ session: inout CaptureSession, at instant: MonotonicInstant
  ) throws(JournalFault) {
    try hear(
      .frame(DeviceFrame(source: pod, direction: .received, bytes: bytes)), &session, at: instant)
    var linkActions: [AntLinkAction] = []
    driver.receive(bytes, at: instant) { output in
      if case .action(let action) = output { linkActions.append(action) }
    }
    try act(on: linkActions, &session, at: instant)
  }

  /// Time passes for the link; a stick that left or came back is noticed.
  mutating func watchStick(_ session: inout CaptureSession, at now: MonotonicInstant)
    throws(JournalFault)
  {
    if !stick.isAttached {
      guard linkState != .lost else { return }
      _ = driver.lost()
      try tell(.lost, &session, at: now)
    } else if linkState == .lost {
      try tell(.opening, &session, at: now)
      try act(on: driver.begin(at: now), &session, at: now)
    } else if let deadline = driver.deadline, deadline <= now {
      try act(on: driver.tick(at: now), &session, at: now)
    }
  }

  private mutating func act(
    on linkActions: [AntLinkAction], _ session: inout CaptureSession, at now: MonotonicInstant
  ) throws(JournalFault) {
    for action in linkActions {
      switch action {
      case .send(let message):
        let shown = message.redactingNetworkKey.encoded
        try hear(
          .frame(DeviceFrame(source: pod, direction: .sent, bytes: shown)), &session, at: now)
        stick.receive(hostBytes: message.encoded, at: now)
      case .searching: try tell(.searching, &session, at: now)
      case .tracking: try tell(.streaming, &session, at: now)
      case .reopenStick:
        try tell(.opening, &session, at: now)
        try act(on: driver.begin(at: now), &session, at: now)
      case .failed: try tell(.failed, &session, at: now)
      case .retried, .capabilities, .serialNumber, .stalled, .closed, .ignored, .rejected: break
      }
    }
  }

  private mutating func tell(
    _ state: DeviceChange.State, _ session: inout CaptureSession, at now: MonotonicInstant
  ) throws(JournalFault) {
    guard linkState != state else { return }
    linkState = state
    try hear(
      .device(DeviceChange(source: pod, driver: .antFootPod, state: state)), &session, at: now)
  }
}
