import DeviceHost
import DeviceProtocols
import Dispatch
import Foundation
import Readings
import Synchronization

/// One port after another in one libusb context, each with a driver of its own.
struct ProbeSession {
  private static let stick = UsbID(0x0FCF, 0x1008)

  private let context: UsbContext
  private let feed: AsyncStream<ProbeInput>.Continuation
  private var port: UsbBulkPort?
  private var ear: ProbeEar?
  private var driver: (any DeviceDriver)?
  private var generation = 0
  private var timer: DispatchWorkItem?

  init(context: UsbContext, feed: AsyncStream<ProbeInput>.Continuation) {
    self.context = context
    self.feed = feed
  }

  /// Works `input` off; false when the probe is to end.
  mutating func take(_ input: ProbeInput) async -> Bool {
    switch input {
    case .command(let words):
      guard words.first != "quit" else { return false }
      await obey(words)
    case .port(let event, let generation): if generation == self.generation { hear(event) }
    case .tick: drive { $0.tick(at: EventLoop.now, $1) }
    }
    armTimer()
    return true
  }

  /// Closes everything.
  mutating func end() {
    closePort()
    context.close()
    ProbeOutput.tell("ended")
  }

  private mutating func obey(_ words: [String]) async {
    switch words.first {
    case "open": await open(words)
    case "close": drive { $0.close(at: EventLoop.now, $1) }
    case "drop":
      closePort()
      ProbeOutput.tell("dropped")
    case "report": report()
    default: ProbeOutput.tell("unknown-command")
    }
  }

  private mutating func open(_ words: [String]) async {
    guard words.count >= 3, let bus = Int(words[1]), let address = Int(words[2]) else { return }
    closePort()
    generation += 1
    let ear = ProbeEar(closesPort: words.contains("close-in-sink"))
    do {
      let port = try await UsbBulkPort.openInBackground(
        bus: bus, address: address, interface: 0, expecting: Self.stick,
        quirks: Self.quirks(words), context: context,
        sink: { [feed, generation] event in
          ear.hear(event)
          feed.yield(.port(event, generation: generation))
        })
      ear.port.withLock { $0 = port }
      self.ear = ear
      self.port = port
      ProbeOutput.tell(
        "opened",
        [
          "serial": port.identity.serial ?? "", "release": "\(port.identity.release)",
          "discarded": "\(port.counts.discardedBytes)",
        ])
    } catch {
      ProbeOutput.tell("refused", ["code": error.code.rawValue, "sentence": error.description])
      return
    }
    guard !words.contains("mute") else { return }
    driver = DriverChoice(driver: .antFootPod)
      .makeDriver(source: DeviceSource(1), networkKey: .publicNetwork)
    drive { $0.begin(at: EventLoop.now, $1) }
  }

  private static func quirks(_ words: [String]) -> UsbQuirks {
    var quirks = UsbQuirks(resetsOnOpen: words.contains("reset"))
    guard words.contains("patient") else { return quirks }
    quirks.quietTime = .milliseconds(500)
    quirks.longestDiscard = .seconds(5)
    return quirks
  }

  private mutating func hear(_ event: PortEvent) {
    switch event {
    case .bytes(let bytes, let instant):
      if driver == nil { ProbeOutput.tell("bytes", ["count": "\(bytes.count)"]) }
      drive { $0.receive(bytes, at: instant, $1) }
    case .broken(let fault, let instant):
      ProbeOutput.tell("broken", ["code": fault.code.rawValue, "sentence": fault.description])
      drive { $0.lost(at: instant, $1) }
      closePort()
    }
  }

  private mutating func drive(_ body: (inout any DeviceDriver, (DriverAction) -> Void) -> Void) {
    guard var driver else { return }
    var actions: [DriverAction] = []
    body(&driver) { actions.append($0) }
    self.driver = driver
    for action in actions { act(action) }
  }

  private mutating func act(_ action: DriverAction) {
    switch action {
    case .send(let message):
      port?.send(message)
      // The message's id: which step of the set-up or tear-down it is.
      ProbeOutput.tell("sent", ["id": String(message.bytes[2], radix: 16)])
    case .link(let state): tell(state)
    case .report(let report): tell(report)
    case .edge: break
    case .reopen(let fault), .failed(let fault):
      ProbeOutput.tell("given-up", ["code": fault.code.rawValue])
      closePort()
    case .closed(let isClean):
      closePort()
      ProbeOutput.tell("closed", ["clean": "\(isClean)"])
    }
  }

  private func tell(_ state: LinkState) {
    switch state {
    case .searching: ProbeOutput.tell("link", ["state": "searching"])
    case .streaming: ProbeOutput.tell("link", ["state": "streaming"])
    case .stalled: ProbeOutput.tell("link", ["state": "stalled"])
    }
  }

  private func tell(_ report: DeviceReport) {
    switch report {
    case .reading(let reading):
      let (channel, value) =
        switch reading.value {
        case .speed(let speed): ("speed", speed.count)
        case .distance(let distance): ("distance", distance.count)
        case .strides(let strides): ("strides", strides)
        }
      ProbeOutput.tell(
        "reading",
        [
          "channel": channel, "value": "\(value)", "at": "\(reading.instant.microseconds)",
          "continuous": "\(reading.isContinuous)",
        ])
    case .identity(let identity): ProbeOutput.tell("identity", ["serial": identity.serial])
    default: break
    }
  }

  private mutating func closePort() {
    port?.close()
    ear?.isClosed.store(true, ordering: .releasing)
    port = nil
    ear = nil
    driver = nil
    generation += 1
  }

  private mutating func armTimer() {
    timer?.cancel()
    timer = nil
    guard let deadline = driver?.deadline else { return }
    let wait = max(0, (deadline - EventLoop.now).count)
    let timer = DispatchWorkItem { [feed] in feed.yield(.tick) }
    DispatchQueue.global().asyncAfter(
      deadline: .now() + .microseconds(Int(wait)), execute: timer)
    self.timer = timer
  }

  private func report() {
    var values = [
      "cpu": Self.cpuMicroseconds, "descriptors": Self.entries("/proc/self/fd"),
      "threads": Self.entries("/proc/self/task"),
    ]
    if let counts = port?.counts {
      values["reads"] = counts.reads
      values["writes"] = counts.writes
      values["stalls"] = counts.stalls
      values["errors"] = counts.errors
    }
    if let counts = driver?.counts {
      values["garbage"] = counts.badChecksums + counts.droppedBytes
      values["failures"] = counts.receiveFailures
      values["packets"] = counts.packets
    }
    var told = values.mapValues(String.init)
    // Names what is open, for whoever must find a leak.
    told["files"] = Self.openFiles.joined(separator: " ")
    ProbeOutput.tell("report", told)
  }

  private static var cpuMicroseconds: Int {
    var usage = rusage()
    guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return -1 }
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return seconds * 1_000_000 + Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
  }

  private static var openFiles: [String] {
    let files = FileManager.default
    let directory = "/proc/self/fd/"
    let numbers = (try? files.contentsOfDirectory(atPath: directory)) ?? []
    return numbers.compactMap { try? files.destinationOfSymbolicLink(atPath: directory + $0) }
      .sorted()
  }

  private static func entries(_ directory: String) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: directory).count) ?? -1
  }
}

/// What listens to a port on libusb's thread. Tells of whatever comes after the port was closed, and
/// may close the port itself as soon as bytes come.
private final class ProbeEar: Sendable {
  let port = Mutex<UsbBulkPort?>(nil)
  let isClosed = Atomic<Bool>(false)
  private let closesPort: Bool

  init(closesPort: Bool) { self.closesPort = closesPort }

  func hear(_ event: PortEvent) {
    if isClosed.load(ordering: .acquiring) { ProbeOutput.tell("late") }
    guard closesPort, case .bytes = event, let open = port.withLock({ $0 }) else { return }
    open.close()
    ProbeOutput.tell("closed-in-sink")
  }
}
