public import Readings

extension AntDriver: DeviceDriver {
  /// How the link has done so far.
  public var counts: LinkCounts { decoder.counts }

  /// The stick was opened.
  public mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    for action in begin(at: now) { Self.tell(action, at: now, body) }
  }

  /// Bytes came from the stick.
  public mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    receive(bytes, at: now) { (output: AntDriverOutput) in
      switch output {
      case .action(let action): Self.tell(action, at: now, body)
      case .report(let report): body(.report(report))
      }
    }
  }

  /// Time passed.
  public mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    for action in tick(at: now) { Self.tell(action, at: now, body) }
  }

  /// The stick is to be released.
  public mutating func close(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    for action in close(at: now) { Self.tell(action, at: now, body) }
  }

  /// The stick vanished from the bus.
  public mutating func lost(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    for action in lost() { Self.tell(action, at: now, body) }
  }

  private static func tell(
    _ action: AntLinkAction, at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    switch action {
    case .send(let message): if let message = HostMessage(message) { body(.send(message)) }
    case .searching: body(.link(.searching))
    case .tracking: body(.link(.streaming))
    case .stalled(let silence): body(.link(.stalled(since: now - silence)))
    case .reopenStick(let fault): body(.reopen(DriverFault(fault)))
    case .failed(let fault): body(.failed(DriverFault(fault)))
    case .closed(let clean): body(.closed(clean: clean))
    case .retried, .capabilities, .serialNumber, .ignored, .rejected: break
    }
  }
}
