/// Which requests a console does not know: those that it has answered twice running by its status
/// alone. Once may be a damaged frame.
struct CsafeRefusals: Hashable, Sendable {
  private var once: UInt8 = 0
  private var twice: UInt8 = 0

  /// Whether `request` need not be asked any more.
  func isRefused(_ request: CsafeRequest) -> Bool { twice & request.bit != 0 }

  /// `request` was answered by the status alone.
  mutating func receive(_ request: CsafeRequest) {
    twice |= once & request.bit
    once |= request.bit
  }

  /// `request` was answered.
  mutating func clear(_ request: CsafeRequest) {
    once &= ~request.bit
    twice &= ~request.bit
  }
}

extension CsafeRequest {
  /// One bit for each request.
  fileprivate var bit: UInt8 { 1 << UInt8(place) }
}
