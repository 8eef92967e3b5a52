import Readings

/// Which request comes next: first who the console is, then speed and distance in turn with grade
/// and working time, and once a minute the odometer.
///
/// Working time stands before distance, so that after a gap the decoder knows whether the console was
/// reset in it before it joins the distance.
struct CsafeSchedule: Sendable {
  static let identityTurns = 4
  static let odometerInterval = Microseconds.seconds(60)
  /// How often what had no answer is tried again.
  static let retryInterval = Microseconds.seconds(600)
  private static let turns: InlineArray<6, CsafeRequest> = [
    .workTime, .horizontal, .speed, .grade, .horizontal, .speed,
  ]

  private var identityTurn = 0
  private var turn = 0
  private var odometerAsked: MonotonicInstant?
  private var retried: MonotonicInstant?
  private var silences = CsafeSilences()

  /// Everything is asked from the beginning: the port was opened, or the console is back.
  mutating func restart() { self = CsafeSchedule() }

  /// `request` had no answer although the console answers others. Speed and distance are asked on
  /// whatever happens.
  mutating func unanswered(_ request: CsafeRequest) {
    switch request {
    case .grade, .workTime, .odometer: silences.count(request)
    case .status, .version, .serial, .horizontal, .speed: break
    }
  }

  /// `request` was answered.
  mutating func answered(_ request: CsafeRequest) { silences.clear(request) }

  /// The next request to ask of the console that `decoder` reads.
  mutating func next(_ decoder: CsafeDecoder, at now: MonotonicInstant) -> CsafeRequest {
    if identityTurn < Self.identityTurns {
      identityTurn &+= 1
      let request: CsafeRequest = identityTurn % 2 == 1 ? .version : .serial
      if !decoder.isRefused(request) { return request }
    }
    if now - (retried ?? now) >= Self.retryInterval {
      silences = CsafeSilences()
      retried = now
    }
    retried = retried ?? now
    if now - (odometerAsked ?? now - Self.odometerInterval) >= Self.odometerInterval {
      odometerAsked = now
      if isAsked(.odometer, decoder) { return .odometer }
    }
    for _ in 0..<Self.turns.count {
      let request = Self.turns[turn]
      turn = (turn &+ 1) % Self.turns.count
      if isAsked(request, decoder) { return request }
    }
    // It knows nothing of all that: ask whether it is there.
    return .status
  }

  private func isAsked(_ request: CsafeRequest, _ decoder: CsafeDecoder) -> Bool {
    !decoder.isRefused(request) && !silences.isSilent(request)
  }
}

/// Questions that had no answer at all, three times running, while others had one.
struct CsafeSilences: Hashable, Sendable {
  private static let mostTries: UInt8 = 3
  private var grade: UInt8 = 0
  private var workTime: UInt8 = 0
  private var odometer: UInt8 = 0

  /// Whether `request` need not be asked for a while.
  func isSilent(_ request: CsafeRequest) -> Bool { self[request] >= Self.mostTries }

  /// `request` had no answer.
  mutating func count(_ request: CsafeRequest) { self[request] = min(self[request] &+ 1, 200) }

  /// `request` was answered.
  mutating func clear(_ request: CsafeRequest) { self[request] = 0 }

  private subscript(request: CsafeRequest) -> UInt8 {
    get {
      switch request {
      case .grade: grade
      case .workTime: workTime
      case .odometer: odometer
      case .status, .version, .serial, .horizontal, .speed: 0
      }
    }
    set {
      switch request {
      case .grade: grade = newValue
      case .workTime: workTime = newValue
      case .odometer: odometer = newValue
      case .status, .version, .serial, .horizontal, .speed: break
      }
    }
  }
}
