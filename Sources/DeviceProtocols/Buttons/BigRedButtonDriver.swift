public import Readings

/// The Dream Cheeky Big Red Button (facts section 8.2; public: `fidian/bonkers`). It tells nothing
/// by itself and is asked every 50 ms, so its edges are known to 50 ms only. It has one contact, 0,
/// which can be pressed while the lid is open.
public struct BigRedButtonDriver: DeviceDriver {
  /// How often it is asked; the resolution of its edges.
  public static let pollPeriod = Microseconds.milliseconds(50)

  /// How the link has done: `messages` are answers, `packets` edges, `repeats` answers equal to the
  /// one before.
  public private(set) var counts = LinkCounts()

  private enum Answer {
    static let lidClosed: UInt8 = 0x15
    static let pressed: UInt8 = 0x16
    static let lidOpen: UInt8 = 0x17
  }

  private var nextPoll: MonotonicInstant?
  private var watch = AnswerWatch()
  private var held: HeldContacts
  private var last: UInt8?
  private var saidResolution = false

  /// A driver.
  ///
  /// - Parameter stuckAfter: how long the button may be down before it counts as stuck.
  public init(stuckAfter: Microseconds = EvdevButtonDriver.stuckAfter) {
    held = HeldContacts(stuckAfter: stuckAfter)
  }

  /// When it is to be asked next, or silence or a stuck contact is to be noticed.
  public var deadline: MonotonicInstant? { watch.deadline(or: nextPoll, held.deadline) }

  /// The node was opened.
  public mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    held.forget()
    last = nil
    watch.begin(at: now)
    body(.link(.searching))
    if !saidResolution {
      saidResolution = true
      body(.report(.limit(.edgesPolled)))
    }
    poll(at: now, body)
  }

  /// An answer came. The first one after opening tells where the contact is and is no edge.
  public mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    guard bytes.count == 8, let state = bytes.first,
      (Answer.lidClosed...Answer.lidOpen).contains(state)
    else {
      counts.droppedBytes &+= bytes.count
      return
    }
    counts.messages &+= 1
    if last == nil || watch.isStalled { body(.link(.streaming)) }
    watch.answered(at: now)
    let (was, isPress) = (last.map { $0 == Answer.pressed }, state == Answer.pressed)
    if last == state { counts.repeats &+= 1 }
    last = state
    guard was != isPress else { return }
    held.note(0, isPress: isPress, at: now)
    guard was != nil else { return }
    counts.packets &+= 1
    body(.edge(ContactEdge(at: now, contact: 0, isPress: isPress)))
  }

  /// Time passed.
  public mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    held.tick(at: now) { body(.report(.contactStuck($0))) }
    watch.tick(at: now, device: "The button", body)
    guard watch.isWatching else {
      nextPoll = nil
      return
    }
    if let due = nextPoll, now >= due { poll(at: now, body) }
  }

  /// The button is to be released.
  public mutating func close(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    nextPoll = nil
    watch.stop()
    body(.closed(clean: true))
  }

  /// The button was unplugged. If it was down, where its contact is is unknown from now on.
  public mutating func lost(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    nextPoll = nil
    watch.stop()
    if held.count > 0 { body(.report(.edgesLost)) }
    held.forget()
  }

  private mutating func poll(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    // In step with the polls before; one that comes late is not made up by two.
    let next = (nextPoll ?? now) + Self.pollPeriod
    nextPoll = next > now ? next : now + Self.pollPeriod
    body(.send(.bigRedButtonPoll))
  }
}
