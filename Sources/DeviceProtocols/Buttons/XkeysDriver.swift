public import Readings

/// An X-keys foot pedal or switch interface (facts section 8.2). It stamps its reports itself, in
/// milliseconds since its power-up, which are finer than the 8 ms of USB: every edge carries them.
///
/// It tells only changes, so it is asked for its state when it is opened; the answer is where its
/// contacts are, and no edge. While a switch interface has nothing in its jack the link is searching.
public struct XkeysDriver: DeviceDriver {
  /// How the link has done: `messages` are reports, `packets` edges, `foreignPackets` reports of
  /// another kind.
  public private(set) var counts = LinkCounts()

  private enum Flags {
    static let isAnswer: UInt8 = 0x02
    static let highest: UInt8 = 0x03
  }

  private let model: XkeysModel
  private var watch = AnswerWatch()
  private var held: HeldContacts
  /// Closed contacts as bits; nil before the first report.
  private var closed: UInt8?
  private var isPlugged = false
  private var unit: UInt8?

  /// A driver.
  ///
  /// - Parameters:
  ///   - model: which device.
  ///   - stuckAfter: how long a contact may be closed before it counts as stuck.
  public init(model: XkeysModel, stuckAfter: Microseconds = EvdevButtonDriver.stuckAfter) {
    self.model = model
    held = HeldContacts(stuckAfter: stuckAfter)
  }

  /// When a missing answer or a stuck contact is to be noticed.
  public var deadline: MonotonicInstant? { watch.deadline(or: held.deadline) }

  /// The node was opened.
  public mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    forget()
    watch.begin(at: now)
    body(.link(.searching))
    body(.send(.xkeysGenerateData))
  }

  /// One report came.
  public mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    let time = model.timeOffset
    guard bytes.count >= time &+ 4 else {
      counts.droppedBytes &+= bytes.count
      return
    }
    counts.messages &+= 1
    guard bytes[1] <= Flags.highest else {
      counts.foreignPackets &+= 1
      return
    }
    watch.answered(at: now)
    watch.stop()
    identify(bytes[0], body)
    guard noteJack(bytes[2], body) else { return }
    var milliseconds: UInt32 = 0
    for index in 0..<4 { milliseconds = milliseconds << 8 | UInt32(bytes[time &+ index]) }
    let state = model.closed(flags: bytes[1], column: bytes[2])
    let isAnswer = bytes[1] & Flags.isAnswer != 0
    // A first report that is no answer tells a change, so something was open before it.
    let before = closed ?? (isAnswer ? state : 0)
    closed = state
    if isAnswer {
      settle(state, before, at: now, body)
    } else {
      tell(state, before, at: now, milliseconds, body)
    }
  }

  /// Time passed.
  public mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    held.tick(at: now) { body(.report(.contactStuck($0))) }
    watch.tick(at: now, device: "The X-keys button", body)
  }

  /// The button is to be released.
  public mutating func close(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    watch.stop()
    body(.closed(clean: true))
  }

  /// The button was unplugged. A contact that was closed is unknown from now on.
  public mutating func lost(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    watch.stop()
    if held.count > 0 { body(.report(.edgesLost)) }
    forget()
  }

  /// The unit id is set by the owner to tell equal devices apart.
  private mutating func identify(_ id: UInt8, _ body: (DriverAction) -> Void) {
    guard unit != id else { return }
    unit = id
    body(
      .report(
        .identity(DeviceIdentity(driver: DriverID.xkeys.rawValue, serial: "unit \(id)"))))
  }

  /// Notes whether a switch is in the jack; false while none is, when its contacts mean nothing.
  private mutating func noteJack(_ column: UInt8, _ body: (DriverAction) -> Void) -> Bool {
    let isIn = model.plugBit.map { column & $0 != 0 } ?? true
    guard isIn != isPlugged else { return isIn }
    isPlugged = isIn
    body(.link(isIn ? .streaming : .searching))
    if isIn {
      // Contacts may chatter while a plug slides in: where they are now is where they start.
      if model.plugBit != nil { closed = model.closed(flags: 0, column: column) }
    } else {
      if held.count > 0 { body(.report(.edgesLost)) }
      held.forget()
    }
    return isIn
  }

  /// The state as asked for: edges between it and what was known were missed.
  private mutating func settle(
    _ state: UInt8, _ before: UInt8, at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    if state != before { body(.report(.edgesLost)) }
    held.forget()
    for contact in 0..<model.contactCount where state >> UInt8(contact) & 1 == 1 {
      held.note(contact, isPress: true, at: now)
    }
  }

  private mutating func tell(
    _ state: UInt8, _ before: UInt8, at now: MonotonicInstant, _ milliseconds: UInt32,
    _ body: (DriverAction) -> Void
  ) {
    for contact in 0..<model.contactCount where (state ^ before) >> UInt8(contact) & 1 == 1 {
      let isPress = state >> UInt8(contact) & 1 == 1
      counts.packets &+= 1
      held.note(contact, isPress: isPress, at: now)
      body(
        .edge(
          ContactEdge(
            at: now, contact: contact, isPress: isPress, deviceMilliseconds: milliseconds)))
    }
  }

  private mutating func forget() {
    held.forget()
    closed = nil
    isPlugged = false
  }
}
