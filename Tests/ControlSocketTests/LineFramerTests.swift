import ControlSocket
import Testing
import WalktestTesting

@Suite struct LineFramerTests {
  private static let stream = Samples.requests.flatMap { ControlCall(id: 1, $0).line }

  @Test("a stream cut anywhere, gives the same lines")
  func cuts_doNotMatter() {
    var whole = LineFramer()
    let expected = whole.take(Self.stream)
    #expect(expected.count == Samples.requests.count)
    for size in [1, 2, 3, 7, 64, 1_000] {
      var framer = LineFramer()
      var lines: [LineFramer.Line] = []
      for start in stride(from: 0, to: Self.stream.count, by: size) {
        lines += framer.take(Self.stream[start..<min(start + size, Self.stream.count)])
      }
      #expect(lines == expected)
      #expect(!framer.isWithinLine)
    }
  }

  @Test("a line of the longest length, is whole, and one of a byte more is told once and dropped")
  func longest_isExact() {
    var framer = LineFramer(longest: 4)
    #expect(framer.take(Array("1234\n".utf8)) == [.whole(Array("1234".utf8))])
    #expect(framer.take(Array("12345".utf8)) == [.tooLong])
    #expect(framer.isWithinLine)
    #expect(framer.take(Array("678901234".utf8)) == [])
    #expect(framer.take(Array("9\nok\n\n".utf8)) == [.whole(Array("ok".utf8)), .whole([])])
  }

  @Test("random bytes in random cuts, give the lines that splitting them at newlines gives")
  func random_isSplit() {
    var random = SplitMix(state: 42)
    for _ in 0..<200 {
      let count = Int.random(in: 0..<400, using: &random)
      // Half of the bytes from a small set, so that there are newlines of all distances.
      let bytes = (0..<count).map { _ -> UInt8 in
        Bool.random(using: &random)
          ? [0x0A, 0x00, 0x7B].randomElement(using: &random) ?? 0
          : UInt8.random(in: 0...255, using: &random)
      }
      var framer = LineFramer(longest: 8)
      var lines: [LineFramer.Line] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let size = Int.random(in: 1...20, using: &random)
        lines += framer.take(rest.prefix(size))
        rest = rest.dropFirst(size)
      }
      let parts = (bytes + [0x0A]).split(separator: 0x0A, omittingEmptySubsequences: false)
        .dropLast()
      var expected = parts.map { $0.count > 8 ? LineFramer.Line.tooLong : .whole(Array($0)) }
      // The last part has no newline yet: it is told only when it is too long already.
      if expected.last != .tooLong { expected.removeLast() }
      #expect(lines == expected)
    }
  }

  @Test("random bytes as calls and messages, are refused or read and never trap")
  func random_isRefused() throws {
    var random = SplitMix(state: 7)
    var read = 0
    for round in 0..<3_000 {
      var line =
        ControlCall(
          id: 1, Samples.requests[round % Samples.requests.count]
        ).line.dropLast() as [UInt8]
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        line[Int.random(in: 0..<line.count, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      if let call = try? ControlCall(parsing: line) {
        read += 1
        #expect(try ControlCall(parsing: call.line.dropLast()) == call)
      }
      _ = try? ControlMessage(parsing: line)
    }
    #expect(read > 500 && read < 3_000)
  }
}
