import ControlSocket
import StrictJSON
import Testing
import WalkProtocol

@Suite struct ControlProtocolTests {
  @Test("the samples, hold every request, result and event")
  func samples_areComplete() {
    #expect(Set(Samples.requests.map(\.kind)) == Set(ControlRequest.Kind.allCases))
    #expect(Set(Samples.results.map(\.kind)) == Set(ControlResult.Kind.allCases))
    #expect(Set(Samples.events.map(\.kind)) == Set(ControlEvent.Kind.allCases))
  }

  @Test("every request, comes back from its line as it was", arguments: Samples.requests)
  func request_comesBack(_ request: ControlRequest) throws {
    for person in [nil, "op-9"] {
      let call = ControlCall(id: 12, person: person, request)
      #expect(call.line.last == 0x0A && call.line.count { $0 == 0x0A } == 1)
      #expect(try ControlCall(parsing: call.line.dropLast()) == call)
    }
  }

  @Test("every result, comes back from its line as it was", arguments: Samples.results)
  func result_comesBack(_ result: ControlResult) throws {
    let message = ControlMessage.reply(id: 3, result)
    let line = try #require(message.line)
    #expect(try ControlMessage(parsing: line.dropLast()) == message)
  }

  @Test("every event, comes back from its line as it was", arguments: Samples.events)
  func event_comesBack(_ event: ControlEvent) throws {
    let line = try #require(ControlMessage.event(event).line)
    #expect(try ControlMessage(parsing: line.dropLast()) == .event(event))
  }

  @Test("every fault, comes back from its line as it was", arguments: ControlFault.Code.allCases)
  func refusal_comesBack(_ code: ControlFault.Code) throws {
    for id in [nil, 4] as [Int64?] {
      for reason in ["", "gates-not-passed"] {
        let message = ControlMessage.refusal(id: id, ControlFault(code, "Do it.", reason: reason))
        let line = try #require(message.line)
        #expect(try ControlMessage(parsing: line.dropLast()) == message)
      }
    }
  }

  @Test("a line that is no call, is refused with the code that tells why")
  func strictness() {
    let cases: [(String, Int64?, ControlFault.Code, String)] = [
      ("", nil, .malformedLine, "json-truncated"),
      ("hello", nil, .malformedLine, "json-syntax"),
      ("[]", nil, .malformedLine, "json-wrong-kind"),
      (#"{"request":"arm"}"#, nil, .malformedLine, "json-missing-key"),
      (#"{"id":-1,"request":"arm"}"#, nil, .malformedLine, "json-value-not-allowed"),
      (#"{"id":1.5,"request":"arm"}"#, nil, .malformedLine, "json-float"),
      (#"{"id":1,"id":2,"request":"arm"}"#, nil, .malformedLine, "json-duplicate-key"),
      (#"{"id":1,"request":"arm"}{}"#, nil, .malformedLine, "json-trailing-bytes"),
      (#"{"id":1}"#, 1, .badRequest, "json-missing-key"),
      (#"{"id":1,"request":"belt"}"#, 1, .badRequest, "json-value-not-allowed"),
      (#"{"id":1,"request":"arm","now":true}"#, 1, .badRequest, "json-unknown-key"),
      (#"{"id":1,"request":"mark"}"#, 1, .badRequest, "json-missing-key"),
      (#"{"id":1,"request":"mark","mark":1}"#, 1, .badRequest, "json-wrong-kind"),
      (#"{"id":1,"request":"mark","mark":"pain"}"#, 1, .badRequest, "json-value-not-allowed"),
      (#"{"id":1,"request":"journal","count":201}"#, 1, .badRequest, "json-value-not-allowed"),
      (#"{"id":1,"request":"stage","stage":0}"#, 1, .badRequest, "json-value-not-allowed"),
      (#"{"id":1,"request":"arm","by":7}"#, 1, .badRequest, "json-wrong-kind"),
    ]
    for (line, id, code, reason) in cases {
      do throws(CallRefusal) {
        let call = try ControlCall(parsing: Array(line.utf8))
        Issue.record("\(line) was read as \(call)")
      } catch {
        #expect(error.id == id && error.fault.code == code, "\(line): \(error)")
        #expect(error.fault.reason == reason, "\(line)")
      }
    }
  }

  @Test("a text of 1 024 bytes, is taken, and one of a byte more is refused with its call's number")
  func text_isBounded() throws {
    func call(_ count: Int) -> [UInt8] {
      ControlCall(id: 5, .abandon(reason: String(repeating: "x", count: count))).line.dropLast()
    }
    _ = try ControlCall(parsing: call(ControlProtocol.longestText))
    #expect {
      try ControlCall(parsing: call(ControlProtocol.longestText + 1))
    } throws: { error in
      let refusal = error as? CallRefusal
      return refusal?.id == 5 && refusal?.fault.code == .textTooLong
    }
  }

  @Test("a reply longer than a line, has no line, and a journal's page always has one")
  func line_isBounded() throws {
    let many = Array(repeating: Samples.event, count: 2_000)
    #expect(ControlMessage.reply(id: 1, .journal(many)).line == nil)
    let page = ControlResult.journal(fitting: many)
    #expect(ControlMessage.reply(id: 1, page).line != nil)
    guard case .journal(let events) = page else { return }
    #expect(events.count > 500 && events.count < many.count)
  }

  @Test(
    "every request, needs a role, and those that say something to the walk bear its event's name")
  func kinds_areTheWalks() {
    for request in Samples.requests {
      #expect(!request.kind.roles.isEmpty)
      if let event = request.walkEvent {
        #expect(event.kind.rawValue == request.kind.rawValue)
      }
    }
    let fromStaff: Set<EventKind> = [
      .edge, .tick, .deviceLost, .deviceBack, .gate, .interrupt, .prepare,
    ]
    let said = Set(Samples.requests.compactMap { $0.walkEvent?.kind })
    #expect(said == Set(EventKind.allCases).subtracting(fromStaff))
  }
}
