public import Readings

/// A button that is read as raw HID reports, by its own description of them (facts sections 8.1 and
/// 8.3): boot keyboards and mice such as PCsensor's foot switches, and pedals with a button page such
/// as VEC Infinity's. Edges are stamped at the end of the transfer; USB asks such a device every 8 ms.
///
/// Reports that are cut short, unknown or say "too many keys" change nothing and are counted.
public struct HidButtonDriver: DeviceDriver {
  /// How the link has done: `messages` are reports, `packets` edges, `foreignPackets` changes of
  /// usages that are no contacts, `receiveFailures` roll-over reports.
  public private(set) var counts = LinkCounts()

  private let fault: DriverFault?
  private let numbers: HidContactNumbers
  private var reader: HidButtonReader?
  private var held: HeldContacts

  /// A driver.
  ///
  /// - Parameters:
  ///   - descriptor: the device's report descriptor; one that cannot be read or has no buttons makes
  ///     the driver fail when it begins.
  ///   - usages: those that are contacts 0, 1 and so on; others are left out. Empty: all buttons of
  ///     the device in ascending order of page and id.
  ///   - stuckAfter: how long a contact may be closed before it counts as stuck.
  public init(
    descriptor: [UInt8], usages: [HidUsage] = [],
    stuckAfter: Microseconds = EvdevButtonDriver.stuckAfter
  ) {
    held = HeldContacts(stuckAfter: stuckAfter)
    do throws(HidDescriptorFault) {
      let read = try HidReportDescriptor(descriptor)
      numbers = HidContactNumbers(read.buttonFields, configured: usages)
      guard !read.buttonFields.isEmpty else {
        fault = DriverFault(
          .otherProtocol, "This device has no button; choose the one that is the button.")
        return
      }
      reader = HidButtonReader(read)
      fault = nil
    } catch {
      fault = DriverFault(.otherProtocol, error.description)
      numbers = HidContactNumbers([], configured: [])
    }
  }

  /// When a contact will have been closed for too long.
  public var deadline: MonotonicInstant? { held.deadline }

  /// The node was opened.
  public mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    held.forget()
    reader?.restart()
    if let fault { body(.failed(fault)) } else { body(.link(.streaming)) }
  }

  /// One report came.
  public mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    guard var reader = reader.take() else { return }
    counts.messages &+= 1
    let verdict = reader.receive(bytes) { edge in
      guard let contact = numbers.contact(of: edge.usage) else {
        counts.foreignPackets &+= 1
        return
      }
      counts.packets &+= 1
      held.note(contact, isPress: edge.isPress, at: now)
      body(.edge(ContactEdge(at: now, contact: contact, isPress: edge.isPress)))
    }
    self.reader = reader
    switch verdict {
    case .read, .noButtons: break
    case .rollOver: counts.receiveFailures &+= 1
    case .notAReport: counts.droppedBytes &+= bytes.count
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
    held.forget()
  }
}
