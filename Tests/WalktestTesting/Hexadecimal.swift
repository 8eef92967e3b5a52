/// The bytes that hexadecimal `text` spells; spaces between bytes are allowed, anything else ends it.
public func bytes(hex text: String) -> [UInt8] {
  var result: [UInt8] = []
  var high: Int?
  for character in text where character != " " {
    guard let digit = character.hexDigitValue else { return result }
    if let first = high {
      result.append(UInt8(first << 4 | digit))
      high = nil
    } else {
      high = digit
    }
  }
  return result
}
