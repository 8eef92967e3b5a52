import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// Answers out of streams, whole and damaged.
@Suite struct TrackmasterParserTests {
  static func receive(
    _ chunks: [UInt8]..., takesAnyStatus: Bool = false
  ) -> (answers: [TrackmasterAnswer], parser: TrackmasterParser) {
    var parser = TrackmasterParser(takesAnyStatus: takesAnyStatus)
    var answers: [TrackmasterAnswer] = []
    for chunk in chunks { parser.receive(chunk) { answers.append($0) } }
    return (answers, parser)
  }

  @Test("worked examples of the manual, read")
  func workedExamples_read() {
    let (answers, parser) = Self.receive(bytes(hex: "D1 30 30 33 31 D0 33 D1 30 30 34 30"))
    #expect(answers.map(\.kind) == [.actualSpeed, .beltStatus, .actualSpeed])
    #expect(answers.first?.number == 31)
    #expect(answers.last?.number == 40)
    #expect(answers[1].raw.array == [0xD0, 0x33])
    #expect(parser.droppedBytes == 0)
    #expect(parser.waitingBytes == 0)
  }

  @Test("answers of every length, each taken with its own count of data")
  func everyLength_taken() {
    let stream = bytes(hex: "D8 30 31 D9 30 32 DA 30 31 35 30 DD 30 30 34 32 BE BF DF BD 54")
    let (answers, parser) = Self.receive(stream)
    #expect(answers.map(\.raw.count) == [3, 3, 5, 5, 1, 1, 1, 1, 1])
    #expect(
      answers.suffix(5).map(\.kind) == [.refused, .refused, .refused, .masterTimeOut, .selfTest])
    #expect(parser.droppedBytes == 0)
  }

  @Test("half an answer before a whole one, the half dropped and counted")
  func halfAnswer_dropped() {
    let (answers, parser) = Self.receive(bytes(hex: "D1 30 30"), bytes(hex: "D1 30 30 33 31"))
    #expect(answers.map(\.number) == [31])
    #expect(parser.droppedBytes == 3)
    #expect(parser.answers == 1)
  }

  @Test("an answer that lost a digit, dropped and the next one kept")
  func lostDigit_nextKept() {
    let (answers, parser) = Self.receive(bytes(hex: "D1 30 33 31 D0 32"))
    #expect(answers.map(\.kind) == [.beltStatus])
    #expect(parser.droppedBytes == 4)
  }

  @Test("digits without a beginning and acknowledgements of commands, dropped")
  func stray_dropped() {
    let (answers, parser) = Self.receive(bytes(hex: "30 33 B3 FF D0 31 39"))
    #expect(answers.map(\.kind) == [.beltStatus])
    #expect(parser.droppedBytes == 5)
  }

  @Test("belt status that is no digit, dropped for Trackmaster and taken for Woodway")
  func statusNoDigit_byVariant() {
    #expect(Self.receive(bytes(hex: "D0 04")).answers.isEmpty)
    let (answers, parser) = Self.receive(bytes(hex: "D0 04 D0 D0 54"), takesAnyStatus: true)
    #expect(answers.map(\.raw.array) == [[0xD0, 0x04], [0xD0, 0x54]])
    #expect(parser.droppedBytes == 1)
  }

  @Test("unfinished answer at a reset, dropped and not joined to what follows")
  func reset_notJoined() {
    var (_, parser) = Self.receive(bytes(hex: "D1 30 30"))
    #expect(parser.waitingBytes == 3)
    parser.reset()
    var answers = 0
    parser.receive(bytes(hex: "33 31")) { _ in answers += 1 }
    #expect(answers == 0)
    #expect(parser.droppedBytes == 5)
  }

  @Test("any cut of a stream, the same answers")
  func anyCut_sameAnswers() {
    let stream = bytes(
      hex: "54 D1 30 30 33 31 D0 33 D1 30 D2 30 30 35 30 BE D7 30 30 30 30 B2 D0 31 D1 39 39 39 39")
    let verifier = ChunkSplitting<TrackmasterAnswer>(
      stream, garbage: [bytes(hex: "31 32 00 FF"), bytes(hex: "D1 30"), bytes(hex: "A3 30")]
    ) {
      var parser = TrackmasterParser()
      return { chunk in
        var found: [TrackmasterAnswer] = []
        parser.receive(chunk) { found.append($0) }
        return found
      }
    }
    #expect(verifier.whole.count == 8)
    #expect(verifier.disagreements() == [])
  }

  @Test("random bytes, each of them in an answer, dropped or waiting")
  func randomBytes_allCounted() {
    var random = SplitMix(state: 7)
    var parser = TrackmasterParser()
    var received = 0
    var inAnswers = 0
    let common: [UInt8] = [0xD0, 0xD1, 0xD7, 0x30, 0x31, 0x39, 0x54, 0xBF]
    for _ in 0..<2_000 {
      let chunk = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        Bool.random(using: &random)
          ? common[Int.random(in: 0..<common.count, using: &random)]
          : UInt8.random(in: .min ... .max, using: &random)
      }
      received += chunk.count
      parser.receive(chunk) { inAnswers += $0.raw.count }
      #expect(received == inAnswers + parser.droppedBytes + parser.waitingBytes)
      #expect(parser.waitingBytes < 5)
    }
    #expect(inAnswers > 500)
  }
}
