public import DeviceProtocols
public import Readings

/// What the kernel's input layer writes for a button (facts section 8.1): groups of 24-byte events,
/// with repeats of the key that is held.
public struct EvdevEventStream: Sendable {
  /// One group of events, which a reader gets whole.
  public struct Group: Hashable, Sendable {
    /// When the kernel writes it.
    public var at: MonotonicInstant
    /// Its events, the last one its end.
    public var records: [EvdevRecord]

    /// Its bytes.
    public var bytes: [UInt8] {
      var bytes: [UInt8] = []
      for record in records { record.append(to: &bytes) }
      return bytes
    }
  }

  /// From a press to its first repeat: the kernel's default for USB keyboards.
  public static let repeatDelay = Microseconds.milliseconds(250)
  /// From repeat to repeat.
  public static let repeatPeriod = Microseconds.milliseconds(33)

  /// The key codes of contacts 0, 1 and so on.
  public var keyCodes: [UInt16]
  /// Whether held keys repeat, as those of keyboards do and those of mice do not.
  public var repeats = true

  /// A stream of these key codes.
  public init(keyCodes: [UInt16]) { self.keyCodes = keyCodes }

  /// The groups of `edges`, which are in order of time, and of the repeats between them. Contacts
  /// without a key code are left out.
  public func groups(for edges: [ContactEdge]) -> [Group] {
    var groups: [Group] = []
    var held: (code: UInt16, nextRepeat: MonotonicInstant)?
    for edge in edges where keyCodes.indices.contains(edge.contact) {
      let code = keyCodes[edge.contact]
      while repeats, let key = held, key.nextRepeat < edge.at {
        groups.append(repeatGroup(key.code, at: key.nextRepeat))
        held = (key.code, key.nextRepeat + Self.repeatPeriod)
      }
      groups.append(group(code, edge))
      if edge.isPress {
        held = (code, edge.at + Self.repeatDelay)
      } else if held?.code == code {
        held = nil
      }
    }
    return groups
  }

  /// The group that says that events were lost at `instant`.
  public func loss(at instant: MonotonicInstant) -> Group {
    Group(
      at: instant,
      records: [
        EvdevRecord(
          at: instant, type: EvdevRecord.Kind.syn, code: EvdevRecord.dropped, value: 0),
        end(at: instant),
      ])
  }

  private func group(_ code: UInt16, _ edge: ContactEdge) -> Group {
    let key = EvdevRecord(
      at: edge.at, type: EvdevRecord.Kind.key, code: code, value: edge.isPress ? 1 : 0)
    // Beside a key stands its HID usage, here that of the button page.
    let scan = EvdevRecord(
      at: edge.at, type: EvdevRecord.Kind.misc, code: 4, value: Int32(0x90001 + edge.contact))
    return Group(at: edge.at, records: [scan, key, end(at: edge.at)])
  }

  private func repeatGroup(_ code: UInt16, at instant: MonotonicInstant) -> Group {
    let key = EvdevRecord(at: instant, type: EvdevRecord.Kind.key, code: code, value: 2)
    return Group(at: instant, records: [key, end(at: instant, value: 1)])
  }

  private func end(at instant: MonotonicInstant, value: Int32 = 0) -> EvdevRecord {
    EvdevRecord(
      at: instant, type: EvdevRecord.Kind.syn, code: EvdevRecord.groupEnd, value: value)
  }
}
