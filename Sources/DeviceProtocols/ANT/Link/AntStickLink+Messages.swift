public import Readings

extension AntStickLink {
  /// The stick sent `message`. A page on the open channel needs no action and gives none, except the
  /// first one; all else that changes nothing comes back as `ignored`.
  public mutating func receive(
    _ message: AntMessage, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    switch state {
    case .idle, .closed, .down: return [.ignored(message, .notRunning)]
    case .resetting:
      guard message.id == .startUp else { return [.ignored(message, .notAsked)] }
      return enter(.capabilities, at: now)
    case .settingUp(let step, _): return setUp(step, AntReport(message), message, at: now)
    case .awaitingClosure: return awaitClosure(AntReport(message), message, at: now)
    case .searching(let watch): return search(watch, message, at: now)
    case .tracking(let watch): return track(watch, message, at: now)
    case .closing(let step, _): return closeDown(step, AntReport(message), message, at: now)
    }
  }

  // MARK: Setting up

  private mutating func setUp(
    _ step: AntSetupStep, _ report: AntReport, _ message: AntMessage, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    switch (report, step) {
    case (.startUp, _): return restarted()
    case (.capabilities(let told), .capabilities):
      capabilities = told
      return [.capabilities(told)] + advance(from: step, at: now)
    case (.serialNumber(let number), .serialNumber):
      return [.serialNumber(number)] + advance(from: step, at: now)
    case (.response(let channel, let command, let code), _):
      guard answers(command, step), channel == plan.channel || !concernsChannel(step) else {
        return [.ignored(message, channel == plan.channel ? .notAsked : .otherChannel)]
      }
      return answered(step, code, message, at: now)
    default: return [.ignored(message, reason(for: report))]
    }
  }

  /// A stick answers a refused request with the request's id or with that of the message wanted.
  private func answers(_ command: AntMessageID, _ step: AntSetupStep) -> Bool {
    let sent = step.command(plan, key)
    if command == sent.id { return true }
    return sent.id == .requestMessage && command.rawValue == sent[1]
  }

  private func concernsChannel(_ step: AntSetupStep) -> Bool {
    step.isAssigned && step != .extendedData && step != .extendedDataOld || step == .assign
  }

  private mutating func answered(
    _ step: AntSetupStep, _ code: AntResponseCode, _ message: AntMessage, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    let command = step.command(plan, key).id
    guard code == .noError else {
      if let substitute = step.substitute {
        return [.ignored(message, .informative)] + enter(substitute, at: now)
      }
      return refused(AntLinkFault(.refused, command, answer: code))
    }
    // A request is answered by the message asked for, not by "no error".
    guard command != .requestMessage else { return [.ignored(message, .notAsked)] }
    return advance(from: step, at: now)
  }

  private mutating func refused(_ fault: AntLinkFault) -> [AntLinkAction] {
    switch fault.answer {
    case .invalidNetwork?, .invalidParameter?, .invalidMessage?:
      // It would refuse the same bytes again.
      state = .down(fault)
      return [.failed(fault)]
    default: return breakDown(fault)
    }
  }

  private mutating func advance(
    from step: AntSetupStep, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    if let next = step.next(capabilities) { return enter(next, at: now) }
    reopenings = 0
    state = .searching(Watch(heard: now))
    return [.searching]
  }

  private mutating func restarted() -> [AntLinkAction] {
    breakDown(AntLinkFault(.restarted, .startUp))
  }

  // MARK: Open

  private mutating func search(
    _ watch: Watch, _ message: AntMessage, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    var watch = watch
    let report = AntReport(message)
    switch report {
    case .data(let data) where data.channel == plan.channel:
      return found(data, at: now)
    case .channelStatus(plan.channel, let status):
      watch.heard = now
      watch.question = nil
      state = .searching(watch)
      return checked(status, isTracking: false)
    default: return opened(report, message, watch, isTracking: false, at: now)
    }
  }

  private mutating func track(
    _ watch: Watch, _ message: AntMessage, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    let report = AntReport(message)
    switch report {
    case .data(let data) where data.channel == plan.channel:
      return alive(watch, answering: .channelStatus, at: now)
    case .event(plan.channel, .receiveFailed):
      return alive(watch, answering: .channelStatus, at: now)
    case .event(plan.channel, .backToSearch):
      state = .searching(Watch(heard: now))
      return [.searching]
    case .channelID(plan.channel, let id):
      return alive(watch, answering: .channelID, at: now) + identified(id)
    case .channelStatus(plan.channel, let status):
      return alive(watch, answering: .channelStatus, at: now)
        + checked(status, isTracking: true, at: now)
    default: return opened(report, message, watch, isTracking: true, at: now)
    }
  }

  /// The stick was heard while tracking; a question about `subject` needs no more waiting. A page or
  /// a miss shows as well as a status does that the channel is open.
  private mutating func alive(
    _ watch: Watch, answering subject: AntMessageID, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    let isAnswered = watch.question?.about == subject
    state = .tracking(Watch(heard: now, question: isAnswered ? nil : watch.question))
    return []
  }

  /// The first page since the search: a transmitter is there. A channel with a wildcard number is
  /// asked which one.
  private mutating func found(_ data: AntData, at now: MonotonicInstant) -> [AntLinkAction] {
    var watch = Watch(heard: now)
    guard plan.id.deviceNumber == 0 else {
      state = .tracking(watch)
      if transmitter == nil { transmitter = data.source }
      return [.tracking(transmitter ?? plan.id)]
    }
    watch.question = Question(
      about: .channelID, waiting: Waiting(deadline: now + Self.answerTime))
    state = .tracking(watch)
    let request = AntMessage(.requestMessage, plan.channel, AntMessageID.channelID.rawValue)
    return [.tracking(data.source), .send(request)]
  }

  private mutating func identified(_ id: AntChannelID) -> [AntLinkAction] {
    guard id.deviceNumber != 0 else { return [] }
    transmitter = id
    plan.id.deviceNumber = id.deviceNumber
    return [.tracking(id)]
  }

  /// The stick answered what state the channel is in.
  private mutating func checked(
    _ status: AntChannelStatus, isTracking: Bool, at now: MonotonicInstant? = nil
  ) -> [AntLinkAction] {
    switch status.state {
    case .unassigned, .assigned:
      return breakDown(AntLinkFault(.channelLost, .openChannel))
    case .searching where isTracking:
      if let now { state = .searching(Watch(heard: now)) }
      return [.searching]
    case .searching, .tracking: return []
    }
  }

  /// What is the same whether the open channel searches or tracks.
  private mutating func opened(
    _ report: AntReport, _ message: AntMessage, _ watch: Watch, isTracking: Bool,
    at now: MonotonicInstant
  ) -> [AntLinkAction] {
    switch report {
    case .startUp: return restarted()
    case .event(plan.channel, .searchTimeout):
      state = .awaitingClosure(deadline: now + Self.answerTime)
      return [.searching]
    case .event(plan.channel, .channelClosed):
      return [.searching] + enter(.open, at: now)
    case .response(plan.channel, .requestMessage, let code)
    where code != .noError && watch.question != nil:
      // A stick that cannot tell is alive all the same.
      var watch = watch
      watch.heard = now
      watch.question = nil
      state = isTracking ? .tracking(watch) : .searching(watch)
      return [.ignored(message, .informative)]
    default: return [.ignored(message, reason(for: report))]
    }
  }

  private mutating func awaitClosure(
    _ report: AntReport, _ message: AntMessage, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    switch report {
    case .startUp: return restarted()
    case .event(plan.channel, .channelClosed): return enter(.open, at: now)
    default: return [.ignored(message, reason(for: report))]
    }
  }

  // MARK: Closing

  private mutating func closeDown(
    _ step: Closing, _ report: AntReport, _ message: AntMessage, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    switch (report, step) {
    case (.startUp, _):
      // A reset stick has no open channel.
      state = .closed
      return [.closed(clean: true)]
    case (.response(plan.channel, .closeChannel, let code), .close):
      return tearDown(code == .noError ? .event : .unassign, at: now)
    case (.event(plan.channel, .channelClosed), .close),
      (.event(plan.channel, .channelClosed), .event):
      return tearDown(.unassign, at: now)
    case (.response(plan.channel, .unassignChannel, let code), .unassign):
      state = .closed
      return [.closed(clean: code == .noError)]
    default: return [.ignored(message, reason(for: report))]
    }
  }

  /// Why a message that no state waited for changes nothing.
  private func reason(for report: AntReport) -> AntIgnoredReason {
    switch report {
    case .data(let data): data.channel == plan.channel ? .channelNotOpen : .otherChannel
    case .response(let channel, _, _): channel == plan.channel ? .notAsked : .otherChannel
    case .event(let channel, _): channel == plan.channel ? .informative : .otherChannel
    case .channelID(let channel, _), .channelStatus(let channel, _):
      channel == plan.channel ? .notAsked : .otherChannel
    case .capabilities, .serialNumber, .startUp: .notAsked
    case .version: .informative
    case .other: .unknown
    }
  }
}
