import Readings

/// What the loss of a channel brought about.
enum DeviceLostAction: Hashable {
  case beginGap(Channel)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .beginGap(let channel): [.gapBegan(channel, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

/// What the return of a channel brought about.
enum DeviceBackAction: Hashable {
  case endGap(Channel, continuous: Bool)
  case reject(Rejection)

  func walkActions(at instant: MonotonicInstant) -> [WalkAction] {
    switch self {
    case .endGap(let channel, let continuous):
      [.gapEnded(channel, continuous: continuous, at: instant)]
    case .reject(let rejection): [.rejected(rejection, at: instant)]
    }
  }
}

extension WalkMachine {
  /// Notes that a channel fell silent; no time of the walk changes. Silence is noticed late, so
  /// the instant may lie before the phase the walk is in.
  mutating func deviceLost(_ channel: Channel, at instant: MonotonicInstant) -> DeviceLostAction {
    guard var gaps = openSessionGaps else { return .reject(misplaced(.deviceLost)) }
    if let last = gaps.last(where: { $0.channel == channel }) {
      guard let end = last.end else { return .reject(rejection(.deviceLost, .gapAlreadyOpen)) }
      guard instant >= end else { return .reject(rejection(.deviceLost, .outOfOrder)) }
    }
    gaps.append(GapEntry(channel: channel, begin: instant))
    replaceGaps(with: gaps)
    return .beginGap(channel)
  }

  /// Notes that a silent channel tells again.
  mutating func deviceBack(
    _ channel: Channel, continuous: Bool, at instant: MonotonicInstant
  ) -> DeviceBackAction {
    guard var gaps = openSessionGaps else { return .reject(misplaced(.deviceBack)) }
    guard let index = gaps.lastIndex(where: { $0.channel == channel && $0.end == nil }) else {
      return .reject(rejection(.deviceBack, .noGapOpen))
    }
    guard instant >= gaps[index].begin else {
      return .reject(rejection(.deviceBack, .outOfOrder))
    }
    gaps[index].end = instant
    gaps[index].resumed = continuous ? .exact : .newOrigin
    replaceGaps(with: gaps)
    return .endGap(channel, continuous: continuous)
  }

  private var openSessionGaps: [GapEntry]? {
    switch state {
    case .preparing(let preparation): preparation.gaps
    case .armed(let armed): armed.preparation.gaps
    case .walking(let walk): walk.preparation.gaps
    case .ended(let ended): ended.walk.preparation.gaps
    case .idle, .closed, .abandoned, .interrupted: nil
    }
  }

  private mutating func replaceGaps(with gaps: [GapEntry]) {
    switch state {
    case .preparing(var preparation):
      preparation.gaps = gaps
      state = .preparing(preparation)
    case .armed(var armed):
      armed.preparation.gaps = gaps
      state = .armed(armed)
    case .walking(var walk):
      walk.preparation.gaps = gaps
      state = .walking(walk)
    case .ended(var ended):
      ended.walk.preparation.gaps = gaps
      state = .ended(ended)
    case .idle, .closed, .abandoned, .interrupted: break
    }
  }
}
