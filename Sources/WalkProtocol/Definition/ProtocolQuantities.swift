import Readings

extension ProtocolReader {
  /// The span `key`, whole µs from minus to plus 24 h; what sign it may have is the caller's to say.
  mutating func span(_ key: String) throws(ProtocolFault) -> Microseconds {
    try span(key, written: try string(key))
  }

  /// The span `key`, nil when absent.
  mutating func optionalSpan(_ key: String) throws(ProtocolFault) -> Microseconds? {
    guard let text = try optionalString(key) else { return nil }
    return try span(key, written: text)
  }

  /// The speed `key`, nil when absent; above 0 and at most 10 m/s after rounding to mm/s.
  mutating func optionalSpeed(_ key: String) throws(ProtocolFault) -> MillimetresPerSecond? {
    guard let text = try optionalString(key) else { return nil }
    let quantity = try quantity(key, text, .speed)
    guard quantity.digits > 0, let speed = quantity.millimetresPerSecond, 1...10_000 ~= speed
    else {
      throw fault(.outOfRange, key, "\"\(text)\" is out of range; allowed: above 0 to 10 m/s")
    }
    return MillimetresPerSecond(speed)
  }

  /// The grade `key`, nil when absent; at most 100 % or 45 deg up or down.
  mutating func optionalGrade(_ key: String) throws(ProtocolFault) -> Grade? {
    guard let text = try optionalString(key) else { return nil }
    guard let grade = try quantity(key, text, .grade).grade else {
      throw fault(.tooPrecise, key, "\"\(text)\" is too fine; write at most three decimals")
    }
    guard let slope = grade.asMilliPercent, -100_000...100_000 ~= slope else {
      throw fault(.outOfRange, key, "\"\(text)\" is out of range; allowed: up to 100 % or 45 deg")
    }
    return grade
  }

  /// The rate `key` in whole hertz, 10 to 1000.
  mutating func sampleRate(_ key: String) throws(ProtocolFault) -> Int {
    let text = try string(key)
    let rate = try quantity(key, text, .rate).exactly(times: 1)
    guard let rate, 10...1_000 ~= rate else {
      throw fault(
        .sampleRate, key, "\"\(text)\" is not allowed; write a whole number from 10 Hz to 1000 Hz")
    }
    return Int(rate)
  }

  private func span(_ key: String, written text: String) throws(ProtocolFault) -> Microseconds {
    guard let span = try quantity(key, text, .duration).span else {
      throw fault(.tooPrecise, key, "\"\(text)\" is too fine; write whole microseconds")
    }
    let day = Microseconds.seconds(86_400)
    guard span <= day, .zero - span <= day else {
      throw fault(.outOfRange, key, "\"\(text)\" is out of range; allowed: up to 1440 min")
    }
    return span
  }

  /// The text as a number with one of the kind's units.
  private func quantity(
    _ key: String, _ text: String, _ kind: QuantityKind
  ) throws(ProtocolFault) -> Quantity {
    guard let quantity = Quantity(text) else {
      throw fault(
        .malformedQuantity, key,
        "\"\(text)\" is not a number, one space and a unit; write it like \"\(kind.example)\"")
    }
    let units = kind.units.joined(separator: ", ")
    if quantity.unit.isEmpty {
      if kind == .grade {
        throw fault(.gradeWithoutUnit, key, Self.unitNeeded(forGrade: text, quantity))
      }
      throw fault(
        .missingUnit, key,
        "\"\(text)\" has no unit; write it like \"\(kind.example)\" (units: \(units))")
    }
    guard kind.units.contains(quantity.unit) else {
      throw fault(
        .unknownUnit, key, "\"\(text)\" has a unit that is not allowed here; allowed: \(units)")
    }
    return quantity
  }

  /// Both readings of a bare grade, because 15 deg and 15 % are slopes far apart (26.8 % and 15 %).
  private static func unitNeeded(forGrade text: String, _ quantity: Quantity) -> String {
    let degrees = quantity.exactly(times: 1_000).map(Grade.milliDegrees)
    guard let slope = degrees?.asMilliPercent else {
      return "\"\(text)\" has no unit; write \"\(text) deg\" or \"\(text) %\", whichever is meant"
    }
    let tenths = (slope.magnitude + 50) / 100
    let percent = "\(slope < 0 ? "-" : "")\(tenths / 10).\(tenths % 10) %"
    return "\"\(text)\" has no unit; write \"\(text) deg\" or \"\(percent)\" for that slope, "
      + "or \"\(text) %\" if percent is meant"
  }
}
