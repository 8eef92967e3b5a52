import StrictJSON
import Testing

@Suite("Reading members")
struct ObjectReaderTests {
  enum Colour: String, CaseIterable { case red, green, okp = "K" }

  /// One refusal of each kind that the reader throws, with what must stand in its message.
  static let refused:
    [(
      code: JSONFault.Code, place: String, detail: String,
      read: @Sendable (inout ObjectReader) throws(JSONFault) -> Void
    )] = [
      (
        .missingKey, "top.none", "is missing", { (r) throws(JSONFault) in _ = try r.string("none") }
      ),
      (
        .missingKey, "top.null", "is missing",
        { (r) throws(JSONFault) in _ = try r.integer("null") }
      ),
      (
        .wrongKind, "top.text", "is a string, an integer is needed",
        { (r) throws(JSONFault) in _ = try r.integer("text") }
      ),
      (
        .wrongKind, "top.number", "is an integer, a string is needed",
        { (r) throws(JSONFault) in _ = try r.optionalString("number") }
      ),
      (
        .wrongKind, "top.number", "is an integer, true or false is needed",
        { (r) throws(JSONFault) in _ = try r.bool("number") }
      ),
      (
        .wrongKind, "top.number", "is an integer, an array is needed",
        { (r) throws(JSONFault) in _ = try r.arrayOrEmpty("number") }
      ),
      (
        .wrongKind, "top.number", "is an integer, an object is needed",
        { (r) throws(JSONFault) in _ = try r.nested("number") }
      ),
      (
        .notAllowed, "top.number", "is 7, allowed is 8 to 9",
        { (r) throws(JSONFault) in _ = try r.integer("number", in: 8...9) }
      ),
      (
        .notAllowed, "top.number", "is 7, allowed is 1 to 6",
        { (r) throws(JSONFault) in _ = try r.optionalInteger("number", in: 1...6) }
      ),
      (
        .notAllowed, "top.text", #"is "hello", allowed: red, green, K"#,
        { (r) throws(JSONFault) in _ = try r.choice("text", as: Colour.self) }
      ),
      (
        .notAllowed, "top.kelvin", "is \"\u{212A}\", allowed: red, green, K",
        { (r) throws(JSONFault) in _ = try r.choice("kelvin", as: Colour.self) }
      ),
      (
        .unknownKey, "top.number", "is unknown; allowed here: text",
        { (r) throws(JSONFault) in
          _ = try r.string("text")
          _ = try r.string("text")
          try r.finish()
        }
      ),
    ]

  private static let value: JSONValue = [
    "text": "hello", "number": 7, "null": nil, "kelvin": "\u{212A}", "colour": "green",
    "yes": true, "list": [1], "inner": ["deep": 1],
  ]

  @Test("a member that is not as asked for, its code, place and what is allowed")
  func refusals_nameCodePlaceAndAllowed() throws {
    for refusal in Self.refused {
      var reader = try ObjectReader(Self.value, at: "top")
      let fault = #expect(throws: JSONFault.self) { try refusal.read(&reader) }
      #expect(fault == JSONFault(refusal.code, at: refusal.place, refusal.detail))
    }
  }

  @Test("members of the kinds asked for, their values")
  func members_areRead() throws {
    var reader = try ObjectReader(Self.value)
    #expect(try reader.string("text") == "hello")
    #expect(try reader.optionalString("absent") == nil)
    #expect(try reader.integer("number", in: 7...7) == 7)
    #expect(try reader.optionalInteger("null") == nil)
    #expect(try reader.optionalInteger("number") == 7)
    #expect(try reader.bool("yes"))
    #expect(try reader.array("list") == [1])
    #expect(try reader.arrayOrEmpty("absent") == [])
    #expect(try reader.choice("colour", as: Colour.self) == .green)
    var inner = try reader.nested("inner")
    #expect(inner.path == "inner")
    #expect(try inner.required("deep") == 1)
    try inner.finish()
    _ = reader.optional("kelvin")
    try reader.finish()
  }

  @Test("a value that is no object, refused at its place")
  func noObject_isRefused() {
    let top = #expect(throws: JSONFault.self) { _ = try ObjectReader([1]) }
    #expect(top == JSONFault(.wrongKind, at: "top level", "is an array, an object is needed"))
    let deep = #expect(throws: JSONFault.self) { _ = try ObjectReader("x", at: "a.b") }
    #expect(deep?.place == "a.b")
  }
}
