public import Readings

/// Turns the bytes of a CSAFE console into readings. Answers name the command that they answer, so
/// most are read without their requests; only "status alone" needs the request before it to tell
/// which command the console does not know.
///
///     var decoder = CsafeDecoder(source: DeviceSource(1))
///     decoder.sent(CsafeRequest.speed.message.bytes, at: now)
///     decoder.receive(chunk, at: later) { report in … }
public struct CsafeDecoder: DeviceDecoder {
  /// The device's number in the session.
  public let source: DeviceSource
  private var frames = CsafeDeframer()
  private var link = LinkCounts()
  private var identity = CsafeIdentity()
  private var readings: CsafeReadings
  private var refusals = CsafeRefusals()
  private var before: CsafeFrame?
  private var status: CsafeStatus?
  /// The request that waits for its answer.
  private(set) var request: CsafeRequest?
  /// An answer that came too late may still be on its way: "status alone" may belong to it.
  private var mayBeLate = false

  /// A decoder for one console.
  public init(source: DeviceSource) {
    self.source = source
    readings = CsafeReadings(source: source)
  }

  /// How the link has done so far; `receiveFailures` are requests without an answer.
  public var counts: LinkCounts {
    var counts = link
    counts.messages = frames.frames
    counts.droppedBytes = frames.droppedBytes
    counts.badChecksums = frames.badChecksums
    return counts
  }

  /// Frames from a console, of whichever identity.
  private(set) var answers = 0

  /// The console's serial number; nil until it tells one.
  public var serial: String? { identity.serial }

  /// The console's odometer, for a technician to compare; no distance comes from it.
  public var odometer: CsafeOdometer { readings.odometer }

  /// Whether the console has shown, in its present state, that it does not know `request`.
  public func isRefused(_ request: CsafeRequest) -> Bool { refusals.isRefused(request) }

  /// Takes the next bytes from the console, received at `instant`.
  public mutating func receive(
    _ bytes: [UInt8], at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    // The framer is moved aside: it cannot be changed while its frames change `self`.
    var frames = frames
    frames.receive(bytes) { receive($0, at: instant, body) }
    self.frames = frames
  }

  /// A request went to the console.
  public mutating func sent(_ bytes: [UInt8], at instant: MonotonicInstant) {
    mayBeLate = request != nil
    if request != nil { link.receiveFailures &+= 1 }
    request = CsafeRequest(wire: bytes)
  }

  /// The port was opened anew.
  public mutating func restart() {
    frames.reset()
    refusals = CsafeRefusals()
    before = nil
    request = nil
    mayBeLate = false
  }

  private mutating func receive(
    _ frame: CsafeFrame, at instant: MonotonicInstant, _ body: (DeviceReport) -> Void
  ) {
    guard let answer = CsafeAnswer(frame), !isEcho(answer) else {
      link.foreignPackets &+= 1
      return
    }
    answers &+= 1
    if before == frame { link.repeats &+= 1 }
    before = frame
    if !identity.isForeign { take(answer.status, body) }
    if answer.isStatusOnly { takeStatusOnly(answer.status, body) }
    let raw = answer.raw
    var isForeign = identity.isForeign
    answer.forEachItem { item in
      if item.id == request?.rawValue { request = nil }
      if let answered = CsafeRequest(rawValue: item.id) { refusals.clear(answered) }
      if let told = identify(item) { body(told) }
      isForeign = identity.isForeign
      if !isForeign { readings.receive(item, answer.status, raw: raw, at: instant, body) }
    }
    if isForeign { link.foreignPackets &+= 1 } else { link.packets &+= 1 }
  }

  /// A line that returns what is sent shows the request itself, which would read as a status.
  private func isEcho(_ answer: CsafeAnswer) -> Bool {
    guard let request, answer.isStatusOnly else { return false }
    return answer.status.rawValue == request.rawValue && request != .status
  }

  private mutating func identify(_ item: CsafeAnswer.Item) -> DeviceReport? {
    switch CsafeRequest(rawValue: item.id) {
    case .version: CsafeIdentity.Version(item).flatMap { identity.receive(version: $0) }
    case .serial: identity.receive(serialIn: item)
    default: nil
    }
  }

  private mutating func take(_ told: CsafeStatus, _ body: (DeviceReport) -> Void) {
    let before = status
    status = told
    // What a console knows depends on its state: after a change everything is asked again.
    if before?.state != told.state { refusals = CsafeRefusals() }
    if before?.belt != told.belt { body(.belt(told.belt)) }
  }

  private mutating func takeStatusOnly(
    _ status: CsafeStatus, _ body: (DeviceReport) -> Void
  ) {
    guard let request else { return }
    self.request = nil
    guard request != .status, !mayBeLate, status.fate == .accepted else { return }
    refusals.receive(request)
    if request == .horizontal, refusals.isRefused(request), status.mayBeInUse {
      readings.lacksDistance(body)
    }
  }
}

extension CsafeAnswer {
  /// The contents as a reading carries them.
  var raw: RawBytes {
    var raw = RawBytes()
    for offset in 0..<min(frame.count, RawBytes.capacity) { raw.append(frame[offset]) }
    return raw
  }
}
