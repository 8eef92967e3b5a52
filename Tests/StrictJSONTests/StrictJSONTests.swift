import StrictJSON
import Testing

@Suite("Strict JSON reads")
struct StrictJSONTests {
  @Test("every kind of value, the value")
  func everyKind_isRead() throws {
    let text = #" { "n" : null, "t":true ,"f":false,"i":-12,"s":"a\n","l":[ ], "o":{ } } "#
    let expected: JSONValue = [
      "n": nil, "t": true, "f": false, "i": -12, "s": "a\n", "l": [], "o": [:],
    ]
    #expect(try StrictJSON.parse(text.utf8) == expected)
  }

  @Test("members, in written order")
  func members_keepTheirOrder() throws {
    let value = try StrictJSON.parse(#"{"z":1,"a":2,"m":3}"#.utf8)
    #expect(value.object?.members.map(\.key) == ["z", "a", "m"])
    #expect(value.compactText == #"{"z":1,"a":2,"m":3}"#)
    #expect(try StrictJSON.parse(#"{"a":2,"z":1,"m":3}"#.utf8) != value)
  }

  @Test("the largest integers, exactly", arguments: [JSONValue.largestInteger, 0, 1, -1, 10, -90])
  func integers_areExact(number: Int64) throws {
    #expect(try StrictJSON.parse("\(number)".utf8) == .integer(number))
    #expect(try StrictJSON.parse("\(-number)".utf8) == .integer(-number))
  }

  @Test(
    "escapes, the characters they stand for",
    arguments: [
      (#""\u0041""#, "A"), (#""\u00e9""#, "\u{E9}"), (#""\u00E9""#, "\u{E9}"),
      (#""\ud83d\ude00""#, "😀"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"), (#""\uffff""#, "\u{FFFF}"),
      (#""\u0000""#, "\0"), (#""\/\b\f\r\t""#, "/\u{8}\u{C}\r\t"), (#""\"\\""#, "\"\\"),
      (#""\r\n""#, "\r\n"),
    ])
  func escapes_areDecoded(text: String, expected: String) throws {
    #expect(try StrictJSON.parse(text.utf8) == .string(expected))
  }

  @Test("the deepest nesting, accepted")
  func deepestNesting_isAccepted() {
    #expect(refusal(of: JSONFaultTests.nested(StrictJSON.deepestNesting)) == nil)
    let objects = StrictJSON.deepestNesting
    let text =
      String(repeating: #"{"a":"#, count: objects) + "1" + String(repeating: "}", count: objects)
    #expect(refusal(of: text) == nil)
  }

  @Test("canonically equivalent strings, different values")
  func canonicalEquivalents_differ() throws {
    #expect(JSONValue.string("\u{212A}") != "K")
    #expect(JSONValue.object(["e\u{301}": 1]) != ["\u{E9}": 1])
    let value = try StrictJSON.parse(#"{"\u212a":1}"#.utf8)
    #expect(value["K"] == nil)
    #expect(value["\u{212A}"] == 1)
  }

  @Test("setting members, replaced in place, appended or removed")
  func object_setting() {
    var object: JSONObject = ["a": 1, "b": 2, "a": 3]
    #expect(JSONValue.object(object).compactText == #"{"a":3,"b":2}"#)
    object["c"] = "x"
    object["a"] = nil
    object["missing"] = nil
    #expect(JSONValue.object(object).compactText == #"{"b":2,"c":"x"}"#)
  }

  @Test("narrowing to a kind, the value or nil")
  func narrowing_givesOneKind() {
    let values: [JSONValue] = [nil, true, 7, "s", [1], ["k": 1]]
    #expect(values.map { $0.bool != nil } == [false, true, false, false, false, false])
    #expect(values.map { $0.integer != nil } == [false, false, true, false, false, false])
    #expect(values.map { $0.string != nil } == [false, false, false, true, false, false])
    #expect(values.map { $0.array != nil } == [false, false, false, false, true, false])
    #expect(values.map { $0["k"] != nil } == [false, false, false, false, false, true])
    #expect(
      values.map(\.kindName) == [
        "null", "a Boolean", "an integer", "a string", "an array", "an object",
      ])
  }
}
