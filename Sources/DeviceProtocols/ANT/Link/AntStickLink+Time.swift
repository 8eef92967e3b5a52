public import Readings

extension AntStickLink {
  /// Time passed: gives up waiting for what did not come. Call it at `deadline` or at any time.
  public mutating func tick(at now: MonotonicInstant) -> [AntLinkAction] {
    guard let deadline, now >= deadline else { return [] }
    switch state {
    case .idle, .closed, .down: return []
    case .resetting(let tries, _): return resetTimedOut(tries, at: now)
    case .settingUp(let step, let waiting): return setupTimedOut(step, waiting, at: now)
    case .awaitingClosure: return enter(.open, at: now)
    case .searching(let watch): return watchTimedOut(watch, isTracking: false, at: now)
    case .tracking(let watch): return watchTimedOut(watch, isTracking: true, at: now)
    case .closing(let step, let waiting): return closingTimedOut(step, waiting, at: now)
    }
  }

  private mutating func resetTimedOut(_ tries: Int, at now: MonotonicInstant) -> [AntLinkAction] {
    guard tries < Self.resetTries else {
      return breakDown(AntLinkFault(.noAnswer, .resetSystem))
    }
    state = .resetting(tries: tries &+ 1, deadline: now + Self.resetTime)
    return [.retried(.resetSystem), .send(AntMessage(.resetSystem, 0))]
  }

  private mutating func setupTimedOut(
    _ step: AntSetupStep, _ waiting: Waiting, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    let command = step.command(plan, key)
    if waiting.isRetry {
      // The serial number is worth asking for, not worth failing for.
      if step == .serialNumber { return enter(.networkKey, at: now) }
      return breakDown(AntLinkFault(.noAnswer, command.id))
    }
    state = .settingUp(step, Waiting(isRetry: true, deadline: now + Self.answerTime))
    return [.retried(command.id), .send(command)]
  }

  private mutating func watchTimedOut(
    _ watch: Watch, isTracking: Bool, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    var watch = watch
    var actions: [AntLinkAction] = []
    let isRetry = watch.question != nil
    if let question = watch.question {
      if question.waiting.isRetry, question.about == .channelID {
        // Pages come, only the number stays unknown; no reason to break a walk off.
        watch.question = nil
        state = isTracking ? .tracking(watch) : .searching(watch)
        return []
      }
      if question.waiting.isRetry {
        return breakDown(AntLinkFault(.noAnswer, question.about))
      }
      actions.append(.retried(question.about))
    } else if isTracking {
      actions.append(.stalled(now - watch.heard))
    }
    let about = watch.question?.about ?? .channelStatus
    watch.question = Question(
      about: about, waiting: Waiting(isRetry: isRetry, deadline: now + Self.answerTime))
    state = isTracking ? .tracking(watch) : .searching(watch)
    actions.append(.send(AntMessage(.requestMessage, plan.channel, about.rawValue)))
    return actions
  }

  private mutating func closingTimedOut(
    _ step: Closing, _ waiting: Waiting, at now: MonotonicInstant
  ) -> [AntLinkAction] {
    // The event that confirms the closing cannot be asked for again; unassigning shows the truth.
    if step == .event { return tearDown(.unassign, at: now) }
    guard let command = command(of: step), !waiting.isRetry else {
      state = .closed
      return [.closed(clean: false)]
    }
    state = .closing(step, Waiting(isRetry: true, deadline: now + Self.answerTime))
    return [.retried(command.id), .send(command)]
  }
}
