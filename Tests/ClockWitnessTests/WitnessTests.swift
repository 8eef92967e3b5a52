import ClockWitness
import Foundation
import Readings
import Testing
import WitnessRig

/// A link to witnesses behind real sockets.
@Suite("The clock witness", .timeLimit(.minutes(2)))
struct WitnessTests {
  private static let pace = WitnessLink.Pace(
    interval: .milliseconds(5), patience: .milliseconds(500), longestAge: .seconds(600))

  @Test("the program behind a socket, its answer is what the kernel says here")
  func program() throws {
    let witness = try TestWitness(TestWitness.program)
    let changes = Changes()
    let link = WitnessLink(to: witness.path, pace: .init(interval: .seconds(60))) {
      changes.hear($0)
    }
    #expect(changes.next() == true)
    let answer = try #require(link.answer)
    let own = try #require(KernelStatement.fromKernel())
    #expect(answer.statement.clock.isSynchronised == own.clock.isSynchronised)
    #expect(answer.statement.clock.frequencyPPB == own.clock.frequencyPPB)
    #expect(answer.age > .zero && answer.age < .seconds(60))
  }

  @Test("an answer, taken until it is too old")
  func age() throws {
    let witness = try TestWitness(TestWitness.honest(StatementTests.sample))
    let changes = Changes()
    let link = WitnessLink(to: witness.path, pace: Self.pace) { changes.hear($0) }
    #expect(changes.next() == true)
    #expect(link.answer?.statement == StatementTests.sample)
    var pace = Self.pace
    pace.longestAge = Microseconds(0)
    let forgetful = WitnessLink(to: witness.path, pace: pace) { changes.hear($0) }
    #expect(changes.next() == true)
    #expect(forgetful.answer == nil)
  }

  @Test("a witness that is not there, no answer, and one once it comes")
  func absent() throws {
    let path = "/tmp/walktest-clock-" + UUID().uuidString.prefix(8)
    let changes = Changes()
    let link = WitnessLink(to: path, pace: Self.pace) { changes.hear($0) }
    #expect(changes.next() == false)
    #expect(link.answer == nil)
    let witness = try TestWitness(at: path, TestWitness.honest(StatementTests.sample))
    #expect(changes.next() == true)
    #expect(link.answer?.statement == StatementTests.sample && witness.path == path)
  }

  @Test("a witness that goes and comes back, asked again; meanwhile its last answer only ages")
  func gone() throws {
    let leaving = DispatchSemaphore(value: 0)
    let first = try TestWitness { connection in
      // Answers until the test says so: the socket is then shut under the link.
      Thread.detachNewThread {
        leaving.wait()
        shutdown(connection, Int32(SHUT_RDWR))
      }
      TestWitness.honest(StatementTests.sample)(connection)
    }
    let changes = Changes()
    let link = WitnessLink(to: first.path, pace: Self.pace) { changes.hear($0) }
    #expect(changes.next() == true)
    first.leave()
    leaving.signal()
    #expect(changes.next() == false)
    #expect(link.answer?.statement == StatementTests.sample)
    let second = try TestWitness(at: first.path, TestWitness.honest(StatementTests.sample))
    #expect(second.isConnected() && changes.next() == true)
  }

  static let badAnswers: [[UInt8]] = {
    let line = StatementTests.sample.line
    let words = Array(line.dropLast())
    let padding = [UInt8](repeating: UInt8(ascii: " "), count: 600)
    return [
      Array("yes\n".utf8), Array("\n".utf8), [0xFF, 0xFE, 0x00, 0x0A], Array("{\"format\":".utf8),
      line + line, words + padding + Array("\n".utf8), words, words + [0x00, 0x0A],
    ]
  }()

  @Test(
    "a witness that answers with anything else than one good line, no answer, and asked again",
    arguments: WitnessTests.badAnswers)
  func garbage(bytes: [UInt8]) throws {
    let witness = try TestWitness(TestWitness.saying(bytes))
    let changes = Changes()
    let link = WitnessLink(to: witness.path, pace: Self.pace) { changes.hear($0) }
    #expect(changes.next() == false)
    #expect(witness.isConnected() && witness.isConnected())
    #expect(link.answer == nil)
  }

  @Test(
    "a witness that says nothing, leaves, or never ends its line: no answer, and asked again",
    arguments: [TestWitness.silent, TestWitness.leaving, TestWitness.endless])
  func noAnswer(attend: @escaping @Sendable (Int32) -> Void) throws {
    let witness = try TestWitness(attend)
    let changes = Changes()
    let link = WitnessLink(to: witness.path, pace: Self.pace) { changes.hear($0) }
    // There before anything was said: who makes a link does not wait for it.
    #expect(link.answer == nil)
    #expect(changes.next() == false)
    #expect(witness.isConnected() && witness.isConnected())
    #expect(link.answer == nil)
  }

  @Test("a link that nobody keeps, leaves its witness")
  func dropped() throws {
    let left = DispatchSemaphore(value: 0)
    let witness = try TestWitness { connection in
      TestWitness.honest(StatementTests.sample)(connection)
      left.signal()
    }
    let changes = Changes()
    var link: WitnessLink? = WitnessLink(to: witness.path, pace: .init(interval: .seconds(600))) {
      changes.hear($0)
    }
    #expect(changes.next() == true)
    #expect(link?.answer != nil)
    link = nil
    #expect(left.wait(timeout: .now() + 20) == .success)
  }

  @Test(
    "the program, ends with its input, and refuses what is not asked like this",
    arguments: [("\n\n\n", 3, 0), ("", 0, 0), ("\nclock?\n", 1, 65)])
  func programEnds(input: String, lines: Int, status: Int32) throws {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments.first ?? "")
      .deletingLastPathComponent().appending(path: "walktest-clock")
    let (questions, answers) = (Pipe(), Pipe())
    process.standardInput = questions
    process.standardOutput = answers
    process.standardError = FileHandle.nullDevice
    try process.run()
    questions.fileHandleForWriting.write(Data(input.utf8))
    try questions.fileHandleForWriting.close()
    let said = answers.fileHandleForReading.readDataToEndOfFile().split(separator: 0x0A)
    process.waitUntilExit()
    #expect(process.terminationStatus == status && said.count == lines)
    for line in said { _ = try KernelStatement(line: Array(line)) }
  }
}

/// What a link said of its witness, one after the other.
private final class Changes: Sendable {
  private let said = NSLock()
  private let waiting = DispatchSemaphore(value: 0)
  // Only touched while `said` is held.
  nonisolated(unsafe) private var heard: [Bool] = []

  func hear(_ isAnswering: Bool) {
    said.withLock { heard.append(isAnswering) }
    waiting.signal()
  }

  /// The next; nil when none comes.
  func next() -> Bool? {
    guard waiting.wait(timeout: .now() + 30) == .success else { return nil }
    return said.withLock { heard.removeFirst() }
  }
}
