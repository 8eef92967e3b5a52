public import DeviceProtocols
public import Readings

/// The life of one role's device, from plugging in to release: a value that is told what happens
/// and what time it is, and says what to do. It does no I/O and reads no clock.
///
/// Nothing traps: an input that is illegal in a state changes nothing.
public struct DeviceStation: Sendable {
  /// What happens.
  public enum Input: Hashable, Sendable {
    /// A device was plugged in, or something of it changed (its permissions, its driver), or the
    /// system says again that it is there.
    case attached(AttachedDevice)
    /// The same for several that were found at one look, as when the program starts.
    case attachedTogether([AttachedDevice])
    /// The device with this sysfs directory was unplugged.
    case detached(path: String)
    /// `open` worked.
    case opened
    /// `open` did not work.
    case openFailed(PortFault)
    /// There is no driver for it, or what the driver needs is missing; staff has to act.
    case impossible(StationFault)
    /// The driver says where the link stands.
    case link(LinkState)
    /// The open port broke.
    case broken(PortFault)
    /// The driver wants the port opened anew.
    case reopen(DriverFault)
    /// The driver gave up.
    case gaveUp(DriverFault)
    /// The driver has said good-bye.
    case released
    /// A person wants it tried again now.
    case retry
    /// A session ended: the next one may begin with another device.
    case forget
    /// The host stops.
    case stop
    /// Time passed.
    case tick
  }

  /// What to do.
  public enum Action: Hashable, Sendable {
    /// Open this; answer with `opened`, `openFailed` or `impossible`. Tries in a row are counted
    /// from 1.
    case open(DevicePlan, attempt: Int)
    /// Let the driver say good-bye; answer with `released`.
    case release
    /// Close the port.
    case close
    /// The published state changed.
    case publish(StationState)
    /// Tell this fault.
    case tell(StationFault)
  }

  /// Where the station stands.
  enum State: Hashable, Sendable {
    /// Nothing is attached that may be opened.
    case idle
    /// What is attached is refused until something is plugged or unplugged.
    case refused(StationFault)
    /// The device could not be opened, or broke; it is tried again.
    case waiting(DevicePlan, until: MonotonicInstant)
    /// `open` is under way; unwanted when its device went or the host stops meanwhile.
    case opening(DevicePlan, isWanted: Bool)
    /// The port is open.
    case open(DevicePlan)
    /// The driver gave up on this device; it must be unplugged, or tried again by a person.
    case failed(DevicePlan)
    /// The driver says good-bye, until this instant at most.
    case releasing(DevicePlan, until: MonotonicInstant)
    /// All is closed; nothing happens any more.
    case stopped
  }

  /// How long a driver may take to say good-bye.
  static let releaseTime = Microseconds.seconds(1)

  let selection: DeviceSelection
  var state: State = .idle
  var attached: [AttachedDevice] = []
  var known: DeviceSelection.Known?
  var retry = RetryDelay()
  /// Since when a device that was open is gone; nil before and after.
  var lostSince: MonotonicInstant?
  /// Where the station stands, as it was published last.
  public internal(set) var published: StationState = .searching
  /// What staff should know though it is no fault of the state.
  public internal(set) var advice: StationFault?

  /// A station for `role` without any device.
  public init(role: DeviceRole, binding: DeviceBinding?, table: [DeviceDescription]) {
    selection = DeviceSelection(role: role, binding: binding, table: table)
  }

  /// The role.
  public var role: DeviceRole { selection.role }

  /// The device in hand; nil when there is none.
  public var plan: DevicePlan? {
    switch state {
    case .idle, .refused, .stopped: nil
    case .waiting(let plan, _), .opening(let plan, _), .open(let plan), .failed(let plan),
      .releasing(let plan, _):
      plan
    }
  }

  /// True while a port is open or being opened.
  public var holdsPort: Bool {
    switch state {
    case .opening, .open, .releasing: true
    case .idle, .refused, .waiting, .failed, .stopped: false
    }
  }

  /// True when all is closed after `stop`.
  public var isStopped: Bool { state == .stopped }

  /// When `tick` is next needed.
  public var deadline: MonotonicInstant? {
    switch state {
    case .waiting(_, let until), .releasing(_, let until): until
    case .idle, .refused, .opening, .open, .failed, .stopped: nil
    }
  }
}
