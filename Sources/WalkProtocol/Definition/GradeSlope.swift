extension Grade {
  /// The same slope in thousandths of a percent, rounded to the nearest: 100 · tan(angle), so that
  /// 15 ° is 26.795 %. Nil beyond ±45 °, where the series below is not meant to go; no treadmill
  /// stands there either.
  ///
  /// Integers only (Taylor series of sine and cosine in units of 10⁻⁹): a protocol's bytes must mean
  /// the same on every machine, and nothing that walktest records passes through a float.
  public var asMilliPercent: Int64? {
    switch self {
    case .milliPercent(let value): return value
    case .milliDegrees(let value):
      guard (-45_000...45_000).contains(value) else { return nil }
      // π / 180 000 = 1.745329251994e-5 radians to the thousandth of a degree.
      let one: Int64 = 1_000_000_000
      let angle = value * 17_453_292_519_943 / one
      var (sine, cosine) = (Int64(0), Int64(0))
      var term = one
      for power in Int64(0)..<16 {
        switch power % 4 {
        case 0: cosine += term
        case 1: sine += term
        case 2: cosine -= term
        default: sine -= term
        }
        term = term * angle / one / (power + 1)
      }
      let scaled = sine * 200_000 / cosine
      return (scaled + (scaled < 0 ? -1 : 1)) / 2
    }
  }
}
