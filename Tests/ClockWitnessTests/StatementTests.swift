import ClockWitness
import StrictJSON
import Testing

/// What one process tells another of the kernel's clock, as a line.
@Suite("The clock witness's line")
struct StatementTests {
  static let sample = KernelStatement(
    clock: KernelClock(
      state: 0, statusBits: 0x2001, offsetNanoseconds: -12_345, frequencyPPB: 17_250,
      maximumErrorMicroseconds: 31_000, taiOffsetSeconds: 37),
    estimatedErrorMicroseconds: 1_200)

  private static func read(_ line: some StringProtocol) throws -> KernelStatement {
    try KernelStatement(line: Array(line.utf8))
  }

  @Test("a statement, read back from its line the same")
  func roundTrip() throws {
    let line = Self.sample.line
    #expect(line.last == UInt8(ascii: "\n") && line.count < KernelStatement.longestLine / 2)
    #expect(try KernelStatement(line: line.dropLast()) == Self.sample)
    #expect(Self.sample.clock.isSynchronised)
  }

  @Test("this machine's kernel, says something that the reader takes")
  func kernel_taken() throws {
    let statement = try #require(KernelStatement.fromKernel())
    #expect(try KernelStatement(line: statement.line.dropLast()) == statement)
  }

  @Test("the bit STA_UNSYNC, is what counts")
  func unsynchronisedBit() {
    var clock = Self.sample.clock
    clock.statusBits |= 0x40
    #expect(!clock.isSynchronised)
  }

  @Test(
    "what the kernel cannot have said, refused with the member named",
    arguments: [
      (#""state":0"#, #""state":6"#, "kernel.state"),
      (#""state":0"#, #""state":-1"#, "kernel.state"),
      (#""state":0"#, #""state":"0""#, "kernel.state"),
      (#""state":0,"#, "", "kernel.state"),
      (#""status_bits":8193"#, #""status_bits":65536"#, "kernel.status_bits"),
      (#""offset_ns":-12345"#, #""offset_ns":-1000000001"#, "kernel.offset_ns"),
      (#""frequency_ppb":17250"#, #""frequency_ppb":1000001"#, "kernel.frequency_ppb"),
      (#""max_error_us":31000"#, #""max_error_us":-1"#, "kernel.max_error_us"),
      (#""tai_offset_s":37"#, #""tai_offset_s":100001"#, "kernel.tai_offset_s"),
      (#""tai_offset_s":37"#, #""tai_offset_s":37,"age_us":0"#, "kernel.age_us"),
      (#""estimated_error_us":1200"#, #""estimated_error_us":-1"#, "estimated_error_us"),
      ("walktest-clock/1", "walktest-clock/2", "format"),
      (#"{"format""#, #"{"more":1,"format""#, "more"),
      (#""estimated_error_us":1200"#, #""estimated_error_us":1200.0"#, "line 1"),
      (#""kernel":{"#, #""kernel":[{"#, "line 1"),
    ])
  func refused(part: String, planted: String, place: String) throws {
    let line = String(decoding: Self.sample.line.dropLast(), as: UTF8.self)
    let changed = line.replacing(part, with: planted, maxReplacements: 1)
    try #require(changed != line)
    let fault = try #require(throws: JSONFault.self) { try Self.read(changed) }
    #expect(fault.place.hasPrefix(place), "\(fault)")
  }

  @Test(
    "bytes that are no line at all, refused",
    arguments: ["", "null", "{}", "[]", "\u{0}", "yes", "{\"format\":", "\u{FEFF}{}"])
  func noLine(text: String) {
    #expect(throws: JSONFault.self) { try Self.read(text) }
  }

  @Test("every shortening of a true line, refused")
  func shortened() {
    let line = Self.sample.line.dropLast()
    for count in 0..<line.count {
      #expect(throws: JSONFault.self) { try KernelStatement(line: line.prefix(count)) }
    }
  }
}
