public import Readings

/// A button that the kernel's input layer reads (facts section 8.1): foot switches, pedals and keys
/// that look like a keyboard, a mouse or a pad. The edges carry the kernel's stamps.
///
/// Every edge is told, bounces too; repeats of a held key are not edges. After lost events
/// (SYN_DROPPED) nothing is told until the group ends, and contacts are unknown until the port says
/// what is pressed: a contact that opened meanwhile then gets its release, stamped at that moment,
/// and a press that was missed is not made up.
public struct EvdevButtonDriver: DeviceDriver {
  /// How long a contact may be closed before it counts as stuck.
  public static let stuckAfter = Microseconds.seconds(10)

  /// How the link has done: `messages` are records, `packets` edges, `foreignPackets` events of
  /// keys that are no contacts, `repeats` those of held keys.
  public private(set) var counts = LinkCounts()

  private let keyCodes: [UInt16]
  private var deframer = EvdevDeframer()
  private var held: HeldContacts
  private var found: HeldContacts
  private var isDropping = false

  /// A driver.
  ///
  /// - Parameters:
  ///   - keyCodes: the codes that are contacts 0, 1 and so on: as configured, or all that the
  ///     device has in ascending order. Other codes are left out. Empty: every code is a contact,
  ///     and its number is the code.
  ///   - stuckAfter: how long a contact may be closed before it counts as stuck.
  public init(keyCodes: [UInt16] = [], stuckAfter: Microseconds = Self.stuckAfter) {
    self.keyCodes = keyCodes
    held = HeldContacts(stuckAfter: stuckAfter)
    found = HeldContacts(stuckAfter: stuckAfter)
  }

  /// When a contact will have been closed for too long.
  public var deadline: MonotonicInstant? { held.deadline }

  /// The node was opened.
  public mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    forget()
    body(.link(.streaming))
  }

  /// Records came from the node.
  public mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    var position = 0
    while let record = deframer.next(bytes.span, &position) {
      counts.messages &+= 1
      take(record, body)
    }
  }

  /// Time passed.
  public mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    held.tick(at: now) { body(.report(.contactStuck($0))) }
  }

  /// The button is to be released.
  public mutating func close(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    body(.closed(clean: true))
  }

  /// The button was unplugged. A contact that was closed is unknown from now on.
  public mutating func lost(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    if held.count > 0 { body(.report(.edgesLost)) }
    forget()
  }

  private mutating func take(_ record: EvdevRecord, _ body: (DriverAction) -> Void) {
    switch record.type {
    case EvdevRecord.Kind.keyState: takeKeyState(record, body)
    case EvdevRecord.Kind.syn: takeSyn(record.code, body)
    case EvdevRecord.Kind.key where !isDropping: takeKey(record, body)
    default: break
    }
  }

  private mutating func takeSyn(_ code: UInt16, _ body: (DriverAction) -> Void) {
    if code == EvdevRecord.dropped {
      isDropping = true
      held.isDoubtful = true
      counts.receiveFailures &+= 1
      body(.report(.edgesLost))
    } else if code == EvdevRecord.groupEnd {
      isDropping = false
    }
  }

  private mutating func takeKey(_ record: EvdevRecord, _ body: (DriverAction) -> Void) {
    guard let contact = contact(of: record.code) else {
      counts.foreignPackets &+= 1
      return
    }
    switch record.value {
    case 0, 1: tell(contact, isPress: record.value == 1, at: record.at, body)
    case 2: counts.repeats &+= 1
    default: counts.droppedBytes &+= EvdevRecord.size
    }
  }

  /// What the port found pressed after lost events, key by key and then the end.
  private mutating func takeKeyState(_ record: EvdevRecord, _ body: (DriverAction) -> Void) {
    guard record.value == 0 else {
      if let contact = contact(of: record.code) {
        found.note(contact, isPress: true, at: record.at)
      }
      return
    }
    isDropping = false
    held.isDoubtful = false
    var place = 0
    while place < held.count {
      let contact = held.contact(at: place)
      if found.contains(contact) {
        place &+= 1
      } else {
        // Takes it out of `held`, and another one to this place.
        tell(contact, isPress: false, at: record.at, body)
      }
    }
    for place in 0..<found.count where !held.contains(found.contact(at: place)) {
      held.note(found.contact(at: place), isPress: true, at: record.at)
    }
    found.forget()
  }

  private mutating func tell(
    _ contact: Int, isPress: Bool, at instant: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    counts.packets &+= 1
    held.note(contact, isPress: isPress, at: instant)
    body(.edge(ContactEdge(at: instant, contact: contact, isPress: isPress)))
  }

  private func contact(of code: UInt16) -> Int? {
    keyCodes.isEmpty ? Int(code) : keyCodes.firstIndex(of: code)
  }

  private mutating func forget() {
    counts.droppedBytes &+= deframer.reset()
    held.forget()
    found.forget()
    isDropping = false
  }
}
