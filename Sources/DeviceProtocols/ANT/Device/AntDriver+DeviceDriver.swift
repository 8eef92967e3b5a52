public import Readings

extension AntDriver: DeviceDriver {
  /// How the link has done so far.
  public var counts: LinkCounts { decoder.counts }

  /// The stick was opened.
  public mutating func begin(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    for action in begin(at: now) { Self.tell(action, &told, at: now, body) }
  }

  /// Bytes came from the stick.
  public mutating func receive(
    _ bytes: [UInt8], at now: MonotonicInstant, _ body: (DriverAction) -> Void
  ) {
    var told = told
    receive(bytes, at: now) { (output: AntDriverOutput) in
      switch output {
      case .action(let action): Self.tell(action, &told, at: now, body)
      case .report(let report):
        // A stick that answers again after a stall says nothing of it.
        if case .stalled? = told { Self.tell(.streaming, &told, body) }
        body(.report(report))
      }
    }
    self.told = told
  }

  /// Time passed.
  public mutating func tick(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    for action in tick(at: now) { Self.tell(action, &told, at: now, body) }
  }

  /// The stick is to be released.
  public mutating func close(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    for action in close(at: now) { Self.tell(action, &told, at: now, body) }
  }

  /// The stick vanished from the bus.
  public mutating func lost(at now: MonotonicInstant, _ body: (DriverAction) -> Void) {
    for action in lost() { Self.tell(action, &told, at: now, body) }
    told = nil
  }

  private static func tell(
    _ action: AntLinkAction, _ told: inout LinkState?, at now: MonotonicInstant,
    _ body: (DriverAction) -> Void
  ) {
    switch action {
    case .send(let message): if let message = HostMessage(message) { body(.send(message)) }
    case .searching: tell(.searching, &told, body)
    // Tracking is said twice when the transmitter's number comes later; the link changes once.
    case .tracking: tell(.streaming, &told, body)
    case .stalled(let silence): tell(.stalled(since: now - silence), &told, body)
    case .reopenStick(let fault): body(.reopen(DriverFault(fault)))
    case .failed(let fault): body(.failed(DriverFault(fault)))
    case .closed(let clean): body(.closed(clean: clean))
    case .retried, .capabilities, .serialNumber, .ignored, .rejected: break
    }
  }

  private static func tell(
    _ state: LinkState, _ told: inout LinkState?, _ body: (DriverAction) -> Void
  ) {
    guard state != told else { return }
    told = state
    body(.link(state))
  }
}
