import Readings

/// Which request comes next: first who the console is, then speed and distance in turn with grade
/// and working time, and once a minute the odometer.
///
/// Working time stands before distance, so that after a gap the decoder knows whether the console was
/// reset in it before it joins the distance.
struct CsafeSchedule: Sendable {
  static let identityTurns = 4
  static let odometerInterval = Microseconds.seconds(60)
  private static let turns: InlineArray<6, CsafeRequest> = [
    .workTime, .horizontal, .speed, .grade, .horizontal, .speed,
  ]

  private var identityTurn = 0
  private var turn = 0
  private var odometerAsked: MonotonicInstant?
  private var silences = CsafeRefusals()

  /// Everything is asked from the beginning: the port was opened, or the console is back.
  mutating func restart() { self = CsafeSchedule() }

  /// `request` had no answer although the console answers others. Speed and distance are asked on
  /// whatever happens.
  mutating func unanswered(_ request: CsafeRequest) {
    switch request {
    case .grade, .workTime, .odometer: silences.receive(request)
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
    !decoder.isRefused(request) && !silences.isRefused(request)
  }
}
