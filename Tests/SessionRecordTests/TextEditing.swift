extension String {
  /// The text with the first occurrence of `found` replaced, compared byte by byte.
  func replacingFirst(_ found: String, with replacement: String) -> String {
    let bytes = Array(utf8)
    let wanted = Array(found.utf8)
    guard bytes.count >= wanted.count,
      let start = (0...(bytes.count - wanted.count)).first(where: {
        bytes[$0...].starts(with: wanted)
      })
    else { return self }
    let edited = bytes[..<start] + Array(replacement.utf8) + bytes[(start + wanted.count)...]
    return String(decoding: edited, as: UTF8.self)
  }
}
