public import Readings

/// An ANT+ foot pod (device type 124) on the shoe of a subject.
///
/// It transmits every 8134/32768 s of its own clock whether or not anyone hears it: two page 1, two
/// page 2, repeating; messages 65 and 66 of each cycle are a common page, 80 and 81 in turn, sent
/// twice. Requested pages (16, 22, 80, 81, 82) take the place of the next messages.
public struct SimulatedFootPod: AntTransmitter {
  /// One message on the air.
  public typealias Transmission = AntTransmission

  /// The ANT+ device type of the profile.
  public static let deviceType: UInt8 = 0x7C
  /// The message period in 1/32768 s.
  public static let period: Int64 = 8_134
  /// From a restart to the first message after it.
  static let bootTime = Microseconds.milliseconds(800)

  /// What the pod tells of itself.
  public let identity: FootPodIdentity
  /// When the subject takes the first step; nil while that is not known. May be set while the pod
  /// runs, to an instant that is not past.
  public var walkBegins: MonotonicInstant?

  private let subject: any WalkingSubject
  private var conditions: FootPodConditions
  private var pendingRestarts: ArraySlice<MonotonicInstant>
  private var boot: MonotonicInstant
  private var origin: FootPodCounters
  /// The messages sent since `boot`.
  private var sent: Int64 = 0
  private var requests: [UInt8] = []

  /// A pod on `subject` that sends its first message at `firstMessage` and had `counters` then.
  public init(
    identity: FootPodIdentity, subject: any WalkingSubject, firstMessage: MonotonicInstant,
    walkBegins: MonotonicInstant? = nil, counters: FootPodCounters = FootPodCounters(),
    conditions: FootPodConditions = FootPodConditions()
  ) {
    self.identity = identity
    self.subject = subject
    self.walkBegins = walkBegins
    self.conditions = conditions
    pendingRestarts = conditions.restarts[...]
    boot = firstMessage
    origin = counters
    restartWhenDue()
  }

  /// The device type of foot pods.
  public var deviceType: UInt8 { Self.deviceType }

  /// When the next message is on the air.
  public var nextTransmission: MonotonicInstant { instant(ofMessage: sent) }

  /// Sends the next message.
  public mutating func transmit() -> Transmission {
    let at = nextTransmission
    let page = nextPage(at)
    let isAudible = !conditions.silences.contains { $0.contains(at) }
    sent &+= 1
    restartWhenDue()
    return Transmission(at: at, page: page, isAudible: isAudible)
  }

  /// Takes the pod out of range for a stretch that is not past.
  public mutating func fallSilent(during stretch: Range<MonotonicInstant>) {
    conditions.silences.append(stretch)
  }

  /// Takes an acknowledged message from a host. Only request page 70 means anything to a pod:
  /// `46 FF FF FF FF nn pp 01` asks for page pp nn times (bit 7 of nn, "until acknowledged", is
  /// ignored).
  public mutating func receive(page: [UInt8]) {
    guard page.count == 8, page[0] == 0x46, page[7] == 0x01 else { return }
    guard [0x10, 0x16, 0x50, 0x51, 0x52].contains(page[6]) else { return }
    requests = Array(repeating: page[6], count: Int(page[5] & 0x7F))
  }

  private mutating func restartWhenDue() {
    while let restart = pendingRestarts.first, restart <= nextTransmission {
      pendingRestarts = pendingRestarts.dropFirst()
      boot = restart + Self.bootTime
      origin = FootPodCounters()
      sent = 0
      requests = []
    }
  }

  private func instant(ofMessage number: Int64) -> MonotonicInstant {
    let ticks = Int128(number) * Int128(Self.period) * 1_000_000 * 1_000_000
    let rate = 32_768 * (1_000_000 + Int128(conditions.clockSkew))
    return boot + Microseconds(Int64(truncatingIfNeeded: ticks / rate))
  }

  private mutating func nextPage(_ at: MonotonicInstant) -> [UInt8] {
    if !requests.isEmpty { return page(requests.removeFirst(), at) }
    let place = sent % 66
    if place >= 64 { return page(sent / 66 % 2 == 0 ? 0x50 : 0x51, at) }
    return page(place % 4 < 2 ? 0x01 : 0x02, at)
  }

  private func page(_ number: UInt8, _ at: MonotonicInstant) -> [UInt8] {
    let moment = self.moment(at)
    switch number {
    case 0x02: return cadencePage(of: moment, at)
    case 0x10: return moment.summaryPage
    case 0x16: return footPodCapabilitiesPage(omitsTime: conditions.omitsTime)
    case 0x50: return identity.manufacturerPage
    case 0x51: return identity.productPage
    case 0x52:
      return batteryPage(operatingTime: moment.time, voltage: conditions.batteryVoltage)
    default: return moment.mainPage
    }
  }

  private func moment(_ at: MonotonicInstant) -> FootPodMoment {
    let rate = 1_000_000 + Int128(conditions.clockSkew)
    let clock = Int64(truncatingIfNeeded: Int128((at - boot).count) * rate / 1_000_000)
    let age = clock % conditions.updateInterval.count
    // Back from the pod's clock to the subject's: two messages of one update must give one value.
    let since = Int64(truncatingIfNeeded: Int128(clock &- age) * 1_000_000 / rate)
    let taken = boot + Microseconds(since)
    let walked = self.walked(taken)
    let before = self.walked(boot)
    return FootPodMoment(
      time: conditions.omitsTime ? 0 : clock &- age &+ origin.time.count,
      distance: origin.distance.count &+ walked.distance &- before.distance, speed: speed(taken),
      strides: origin.strides &+ walked.strides &- before.strides, latency: age)
  }

  /// Page 2 with the cadence of the ten seconds before.
  private func cadencePage(of moment: FootPodMoment, _ at: MonotonicInstant) -> [UInt8] {
    let window = Microseconds.seconds(10)
    let strides = walked(at).strides &- walked(at - window).strides
    let isActive = moment.speed > 0
    return moment.cadencePage(
      cadenceSixteenths: isActive ? strides &* 6 &* 16 : 0, status: isActive ? 0x11 : 0x10)
  }

  private func walked(_ at: MonotonicInstant) -> (distance: Int64, strides: Int64) {
    guard let walkBegins, at >= walkBegins else { return (0, 0) }
    let elapsed = at - walkBegins
    return (subject.position(at: elapsed).count, subject.strides(at: elapsed))
  }

  private func speed(_ at: MonotonicInstant) -> Int64 {
    guard let walkBegins, at >= walkBegins else { return 0 }
    return subject.speed(at: at - walkBegins).count
  }
}
