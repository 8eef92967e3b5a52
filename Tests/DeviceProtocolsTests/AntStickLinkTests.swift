import DeviceProtocols
import Readings
import Testing
import WalktestTesting

/// The life of a channel: set-up, search, loss, tear-down, and what goes wrong.
@Suite struct AntStickLinkTests {
  static let start = MonotonicInstant(microseconds: 1_000_000)

  static func link(deviceNumber: UInt16 = 0) -> AntStickLink {
    AntStickLink(plan: .footPod(deviceNumber: deviceNumber), key: .publicNetwork)
  }

  static func message(_ hex: String) -> AntMessage {
    var found: [AntMessage] = []
    var deframer = AntDeframer()
    deframer.receive(bytes(hex: hex)) { found.append($0) }
    return found.first ?? AntReport.startUp(reason: 0xEE).message
  }

  static func response(_ command: AntMessageID, _ code: AntResponseCode = .noError) -> AntMessage {
    AntReport.response(channel: 0, to: command, code: code).message
  }

  static func event(_ code: AntEventCode) -> AntMessage {
    AntReport.event(channel: 0, code).message
  }

  static let startUp = AntReport.startUp(reason: 0).message
  static let capabilities = message("a40854080800ba3600df79d2")
  static let serial = AntReport.serialNumber(77).message
  static let pod = AntChannelID(deviceNumber: 4711, deviceType: 0x7C, transmissionType: 1)
  static let page = AntData(channel: 0, page: AntPage(bits: 1), from: pod).message
  static let podID = AntReport.channelID(channel: 0, pod).message

  /// The answer of a willing stick to `command`.
  static func answer(to command: AntMessage) -> AntMessage {
    switch command.id {
    case .resetSystem: startUp
    case .requestMessage where command[1] == AntMessageID.capabilities.rawValue: capabilities
    case .requestMessage where command[1] == AntMessageID.serialNumber.rawValue: serial
    case .requestMessage where command[1] == AntMessageID.channelID.rawValue: podID
    default: response(command.id)
    }
  }

  static func sent(_ actions: [AntLinkAction]) -> [AntMessage] {
    actions.compactMap { if case .send(let message) = $0 { message } else { nil } }
  }

  /// The fault, when the one action is to open the stick again.
  static func reopening(_ actions: [AntLinkAction]) -> AntLinkFault? {
    guard actions.count == 1, case .reopenStick(let fault)? = actions.first else { return nil }
    return fault
  }

  /// The fault, when the one action is to call staff.
  static func failure(_ actions: [AntLinkAction]) -> AntLinkFault? {
    guard actions.count == 1, case .failed(let fault)? = actions.first else { return nil }
    return fault
  }

  /// Runs a willing stick until the link sends `command`, which is left unanswered, or until the
  /// channel is open. Returns what was sent.
  @discardableResult
  static func run(
    _ link: inout AntStickLink, until command: AntMessageID? = nil, wanting: UInt8? = nil
  ) -> [AntMessage] {
    var all: [AntMessage] = []
    var queue = sent(link.begin(at: start))
    while let next = queue.first {
      queue.removeFirst()
      all.append(next)
      if next.id == command, wanting == nil || next[1] == wanting { return all }
      queue += sent(link.receive(answer(to: next), at: start))
    }
    return all
  }

  static func searching(deviceNumber: UInt16 = 0) -> AntStickLink {
    var link = link(deviceNumber: deviceNumber)
    run(&link)
    return link
  }

  static func tracking(deviceNumber: UInt16 = 4711) -> AntStickLink {
    var link = searching(deviceNumber: deviceNumber)
    _ = link.receive(page, at: start)
    return link
  }

  @Test("willing stick, the commands of a set-up in order and with their bytes")
  func willingStick_commands() {
    var link = Self.link(deviceNumber: 4711)
    let sent = Self.run(&link).map(\.description)
    #expect(
      sent == [
        "a4014a00ef", "a4024d0054bf", "a4024d00618a", "a4094600" + "0000000000000000" + "eb",
        "a40342000000e5", "a4055100" + "67127c00f9", "a4024400ff1d", "a4024500" + "39da",
        "a4034300c61f3d", "a4026e00e028", "a4014b00ee",
      ])
    #expect(link.isOpen)
  }

  @Test("wildcard number, the pod is asked for after its first page and kept")
  func wildcard_podAskedFor() {
    var link = Self.searching()
    let first = link.receive(Self.page, at: Self.start)
    #expect(first.first == .tracking(Self.pod))
    #expect(Self.sent(first).map(\.payload) == [[0, 0x51]])
    #expect(link.receive(Self.page, at: Self.start) == [])
    #expect(link.receive(Self.podID, at: Self.start) == [.tracking(Self.pod)])
    #expect(link.plan.id.deviceNumber == 4711)
    #expect(link.transmitter == Self.pod)
  }

  @Test("pod's number never answered while pages come, the walk goes on")
  func numberUnanswered_tracksOn() {
    var link = Self.searching()
    _ = link.receive(Self.page, at: Self.start)
    var now = Self.start
    var retries = 0
    for _ in 0..<40 {
      now = now + .milliseconds(250)
      #expect(link.receive(Self.page, at: now) == [])
      retries +=
        link.tick(at: now).filter { $0 == .retried(.requestMessage) || $0 == .retried(.channelID) }
        .count
    }
    #expect(link.isOpen)
    #expect(retries == 1)
  }

  @Test("known number, the first page means tracking and nothing is asked")
  func knownNumber_tracking() {
    var link = Self.searching(deviceNumber: 4711)
    #expect(link.receive(Self.page, at: Self.start) == [.tracking(Self.pod)])
  }

  @Test("pod lost and back, searching and tracking are told and the channel is kept")
  func podLost_searchingThenTracking() {
    var link = Self.tracking()
    #expect(link.receive(Self.event(.receiveFailed), at: Self.start) == [])
    #expect(link.receive(Self.event(.backToSearch), at: Self.start) == [.searching])
    #expect(link.receive(Self.page, at: Self.start) == [.tracking(Self.pod)])
  }

  @Test("search times out, the channel is opened again once the stick has closed it")
  func searchTimeout_reopened() {
    var link = Self.searching()
    #expect(link.receive(Self.event(.searchTimeout), at: Self.start) == [.searching])
    let actions = link.receive(Self.event(.channelClosed), at: Self.start)
    #expect(Self.sent(actions).map(\.id) == [.openChannel])
    #expect(link.receive(Self.response(.openChannel), at: Self.start) == [.searching])
  }

  @Test("search times out and no closing is told, opened again after a second")
  func searchTimeoutWithoutClosing_reopened() {
    var link = Self.searching()
    _ = link.receive(Self.event(.searchTimeout), at: Self.start)
    #expect(Self.sent(link.tick(at: Self.start + .milliseconds(999))) == [])
    #expect(Self.sent(link.tick(at: Self.start + .seconds(1))).map(\.id) == [.openChannel])
  }

  @Test("stick does not start up, reset three times half a second apart, then re-opened")
  func noStartUp_reopened() throws {
    var link = Self.link()
    _ = link.begin(at: Self.start)
    #expect(link.tick(at: Self.start + .milliseconds(499)) == [])
    for half in 1...2 {
      let actions = link.tick(at: Self.start + .milliseconds(Int64(half) * 500))
      #expect(Self.sent(actions).map(\.id) == [.resetSystem])
    }
    let last = link.tick(at: Self.start + .milliseconds(1_500))
    let fault = try #require(Self.reopening(last))
    #expect(fault.code == .noAnswer && fault.command == .resetSystem)
    #expect(link.deadline == nil)
  }

  static let commands: [(AntMessageID, UInt8?)] = [
    (.requestMessage, 0x54), (.networkKey, nil), (.assignChannel, nil), (.channelID, nil),
    (.searchTimeout, nil), (.radioFrequency, nil), (.channelPeriod, nil),
    (.libraryConfiguration, nil), (.openChannel, nil),
  ]

  @Test(
    "command unanswered, sent once more after 1 s and the stick re-opened after 2",
    arguments: commands)
  func unanswered_retriedThenReopened(_ command: AntMessageID, _ wanted: UInt8?) throws {
    var link = Self.link()
    let before = Self.run(&link, until: command, wanting: wanted).last
    let retry = link.tick(at: Self.start + .seconds(1))
    #expect(retry.first == .retried(command))
    #expect(Self.sent(retry) == [before])
    let last = link.tick(at: Self.start + .seconds(2))
    let fault = try #require(Self.reopening(last))
    #expect(fault.code == .noAnswer && fault.command == command)
  }

  @Test("serial number unanswered or refused, the set-up goes on without it")
  func noSerialNumber_goesOn() {
    for refuses in [true, false] {
      var link = Self.link()
      Self.run(&link, until: .requestMessage, wanting: 0x61)
      var actions: [AntLinkAction] = []
      if refuses {
        actions = link.receive(Self.response(.serialNumber, .invalidMessage), at: Self.start)
      } else {
        _ = link.tick(at: Self.start + .seconds(1))
        actions = link.tick(at: Self.start + .seconds(2))
      }
      #expect(Self.sent(actions).map(\.id) == [.networkKey])
    }
  }

  @Test("stick without serial number, is not asked for it")
  func capabilitiesWithoutSerial_notAsked() {
    var link = Self.link()
    Self.run(&link, until: .requestMessage)
    let told = Self.message("a4045408080000f4")
    #expect(AntCapabilities(told)?.advancedOptions2 == nil)
    #expect(Self.sent(link.receive(told, at: Self.start)).map(\.id) == [.networkKey])
  }

  @Test("library configuration refused, the older command is tried and then done without")
  func extendedDataRefused_fallsBack() {
    var link = Self.link()
    Self.run(&link, until: .libraryConfiguration)
    let older = link.receive(
      Self.response(.libraryConfiguration, .invalidMessage), at: Self.start)
    #expect(Self.sent(older).map(\.payload) == [[0, 1]])
    #expect(Self.sent(older).map(\.id) == [.enableExtended])
    let without = link.receive(Self.response(.enableExtended, .invalidMessage), at: Self.start)
    #expect(Self.sent(without).map(\.id) == [.openChannel])
  }

  @Test("wrong state, the stick is re-opened; bad parameter, staff is called")
  func refusals_reopenOrFail() throws {
    var link = Self.link()
    Self.run(&link, until: .assignChannel)
    let state = link.receive(Self.response(.assignChannel, .wrongState), at: Self.start)
    let fault = try #require(Self.reopening(state))
    #expect(fault.answer == .wrongState)
    Self.run(&link, until: .networkKey)
    let key = link.receive(Self.response(.networkKey, .invalidNetwork), at: Self.start)
    let refusal = try #require(Self.failure(key))
    #expect(refusal.description.contains("network key"))
  }

  @Test("re-opening does not help three times, staff is called the fourth")
  func reopenings_failed() {
    var link = Self.link()
    for attempt in 1...4 {
      _ = link.begin(at: Self.start)
      var last: [AntLinkAction] = []
      for half in 1...3 { last = link.tick(at: Self.start + .milliseconds(Int64(half) * 500)) }
      if attempt < 4 {
        #expect(Self.reopening(last) != nil)
      } else {
        #expect(Self.failure(last) != nil)
      }
    }
  }

  @Test("silence while tracking, told as a stall, asked twice, then re-opened")
  func silence_stalled() throws {
    var link = Self.tracking()
    #expect(link.deadline == Self.start + .seconds(2))
    let stall = link.tick(at: Self.start + .seconds(2))
    #expect(stall.first == .stalled(.seconds(2)))
    #expect(Self.sent(stall).map(\.payload) == [[0, 0x52]])
    #expect(link.tick(at: Self.start + .seconds(3)).first == .retried(.channelStatus))
    let last = link.tick(at: Self.start + .seconds(4))
    let fault = try #require(Self.reopening(last))
    #expect(fault.code == .noAnswer)
  }

  @Test("silence while tracking, the stick says it searches or that the channel is gone")
  func silence_statusDecides() throws {
    var link = Self.tracking()
    _ = link.tick(at: Self.start + .seconds(2))
    let searching = AntReport.channelStatus(channel: 0, .init(rawValue: 0x12)).message
    #expect(link.receive(searching, at: Self.start + .seconds(2)) == [.searching])
    _ = link.tick(at: Self.start + .seconds(7))
    let assigned = AntReport.channelStatus(channel: 0, .init(rawValue: 1)).message
    let gone = link.receive(assigned, at: Self.start + .seconds(7))
    let fault = try #require(Self.reopening(gone))
    #expect(fault.code == .channelLost)
  }

  @Test("searching for an hour, asked every 5 s and never given up while the stick answers")
  func longSearch_watched() {
    var link = Self.searching()
    var asked = 0
    for second in 1...3_600 {
      let now = Self.start + .seconds(Int64(second))
      for request in Self.sent(link.tick(at: now)) {
        asked += 1
        #expect(request.payload == [0, 0x52])
        let answer = AntReport.channelStatus(channel: 0, .init(rawValue: 2)).message
        #expect(link.receive(answer, at: now) == [])
      }
    }
    #expect(asked == 720)
    #expect(link.isOpen)
  }

  @Test("stick restarts by itself, re-opened", arguments: [false, true])
  func restart_reopened(_ tracks: Bool) throws {
    var link = tracks ? Self.tracking() : Self.searching()
    let actions = link.receive(Self.startUp, at: Self.start)
    let fault = try #require(Self.reopening(actions))
    #expect(fault.code == .restarted)
  }

  @Test("tear-down, closed, confirmed, unassigned")
  func tearDown_clean() {
    var link = Self.tracking()
    #expect(Self.sent(link.close(at: Self.start)).map(\.id) == [.closeChannel])
    #expect(link.receive(Self.response(.closeChannel), at: Self.start) == [])
    #expect(
      link.receive(Self.page, at: Self.start) == [.ignored(Self.page, .channelNotOpen)])
    let unassign = link.receive(Self.event(.channelClosed), at: Self.start)
    #expect(Self.sent(unassign).map(\.id) == [.unassignChannel])
    #expect(
      link.receive(Self.response(.unassignChannel), at: Self.start) == [.closed(clean: true)])
    #expect(link.close(at: Self.start) == [.rejected(.notRunning)])
  }

  @Test("tear-down unanswered, ends after the time-outs and says that it is not clean")
  func tearDownUnanswered_notClean() {
    var link = Self.tracking()
    _ = link.close(at: Self.start)
    #expect(Self.sent(link.tick(at: Self.start + .seconds(1))).map(\.id) == [.closeChannel])
    #expect(link.tick(at: Self.start + .seconds(2)) == [.closed(clean: false)])
  }

  @Test("description and mirror of a key, show nothing of it")
  func key_hidden() throws {
    let key = try #require(AntNetworkKey([0xDE, 0xAD, 0xBE, 0xEF, 1, 2, 3, 4]))
    var dumped = ""
    dump(AntStickLink(plan: .footPod(), key: key), to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(!text.contains("222") && !text.lowercased().contains("dead"))
    }
    #expect(AntNetworkKey([1, 2, 3]) == nil)
  }
}
