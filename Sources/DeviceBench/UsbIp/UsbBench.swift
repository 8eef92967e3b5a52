import DeviceSimulator
import Glibc
public import Readings

/// Simulated USB devices in real time, attached to a kernel: directly to the virtual controller of
/// this machine, or for others to attach over TCP. One thread, one turn after the other.
public final class UsbBench {
  /// Whom a stream connects us with.
  enum Peer {
    /// A host and what was said with it.
    case host(UsbIpLink)
    /// Somebody who gives commands; the line that has begun.
    case commander(line: [UInt8])
  }

  struct Conversation {
    var stream: BenchStream
    var peer: Peer
    /// Where answers to commands go, when not back on the stream.
    var answers: Int32?
  }

  /// Told of what happens: one sentence.
  public typealias Observer = (String) -> Void

  /// What lies on the bench.
  public internal(set) var devices: UsbBenchDevices
  /// False after `quit`.
  public internal(set) var isRunning = true
  var controller: VirtualHostController?
  private(set) var conversations: [Int: Conversation] = [:]
  var plan: [(at: MonotonicInstant, command: UsbBenchCommand)] = []
  let observer: Observer
  private var conversationCount = 0
  private var listeners: [(descriptor: Int32, isControl: Bool)] = []

  /// A bench with `devices` in nobody's socket.
  public init(_ devices: UsbBenchDevices, observer: @escaping Observer = { _ in }) {
    self.devices = devices
    self.observer = observer
  }

  deinit {
    for conversation in conversations.values { close(conversation.stream.descriptor) }
    for listener in listeners { close(listener.descriptor) }
  }

  /// More than any command has.
  private static let longestLine = 1_024

  // MARK: Where it can be reached

  /// Plugs devices into this machine's virtual controller.
  public func useController() throws(UsbIpFault) { controller = try VirtualHostController() }

  /// Lets hosts attach over TCP; see `BenchListener.tcp`.
  ///
  /// - Returns: the port, which the system chose if it was 0.
  public func listen(port: UInt16, address: String = "127.0.0.1") throws(UsbIpFault) -> UInt16 {
    let listener = try BenchListener.tcp(port: port, address: address)
    listeners.append((listener, false))
    return BenchListener.port(of: listener) ?? port
  }

  /// Takes commands from whoever connects to the socket at `path`.
  public func takeCommands(at path: String) throws(UsbIpFault) {
    listeners.append((try BenchListener.local(path: path), true))
  }

  /// Takes commands from one descriptor and answers on another, such as standard input and output.
  public func takeCommands(from input: Int32, answersTo output: Int32) {
    _ = fcntl(input, F_SETFL, fcntl(input, F_GETFL) | O_NONBLOCK)
    begin(Conversation(stream: BenchStream(input), peer: .commander(line: []), answers: output))
  }

  /// Gives the commands of `script`, counted from now.
  public func follow(_ script: UsbBenchScript, from now: MonotonicInstant = BenchClock.now) {
    plan += script.steps.map { (now + $0.after, $0.command) }
    plan.sort { $0.at < $1.at }
  }

  // MARK: One turn

  /// Waits until somebody says something, a device has something or `longest` is over, and serves it.
  public func turn(longest: Microseconds = .seconds(3_600)) {
    var polled = listeners.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    let talking = conversations.sorted { $0.key < $1.key }
    polled += talking.map { _, talk in
      pollfd(fd: talk.stream.descriptor, events: talk.stream.interest, revents: 0)
    }
    let wait = min(longest, nextEvent.map { $0 - BenchClock.now } ?? longest)
    // Rounded up: a turn that comes too early would only come again.
    _ = poll(&polled, nfds_t(polled.count), Int32(max(0, (wait.count + 999) / 1_000)))
    for ((id, _), event) in zip(talking, polled.dropFirst(listeners.count))
    where event.revents != 0 { hear(id) }
    for (listener, event) in zip(listeners, polled) where event.revents != 0 {
      greet(listener.descriptor, isControl: listener.isControl)
    }
    let now = BenchClock.now
    while let step = plan.first, step.at <= now {
      plan.removeFirst()
      observer(obey(step.command, at: now))
    }
    moveDevices(to: now)
  }

  private var nextEvent: MonotonicInstant? {
    (devices.all.filter(\.isPlugged).map(\.device.nextEvent) + [plan.first?.at])
      .compactMap(\.self).min()
  }

  private func greet(_ listener: Int32, isControl: Bool) {
    guard let stream = BenchListener.accept(listener) else { return }
    let peer: Peer = isControl ? .commander(line: []) : .host(UsbIpLink())
    begin(Conversation(stream: BenchStream(stream), peer: peer))
  }

  private func begin(_ conversation: Conversation) {
    conversationCount += 1
    conversations[conversationCount] = conversation
  }

  /// Hears what a peer says; the conversation is over when it has left or talks nonsense.
  private func hear(_ id: Int) {
    conversations[id]?.stream.flush()
    guard let talk = conversations[id] else { return }
    guard let bytes = talk.stream.read(), serve(id, talk.peer, bytes) else {
      return endConversation(id)
    }
  }

  private func serve(_ id: Int, _ peer: Peer, _ bytes: [UInt8]) -> Bool {
    let now = BenchClock.now
    do throws(UsbIpFault) {
      switch peer {
      case .host(var link):
        let said = try link.receive(bytes, &devices.all, at: now)
        conversations[id]?.peer = .host(link)
        try say(said, to: id)
        return !link.isFinished
      case .commander(let line):
        let rest = try command(line + bytes, from: id, at: now)
        conversations[id]?.peer = .commander(line: rest)
        return rest.count <= Self.longestLine
      }
    } catch {
      observer(error.description)
      return false
    }
  }

  /// Says `bytes` to a peer, or where its answers go.
  func say(_ bytes: [UInt8], to id: Int) throws(UsbIpFault) {
    guard let output = conversations[id]?.answers else {
      try conversations[id]?.stream.write(bytes)
      return
    }
    var bytes = bytes
    _ = write(output, &bytes, bytes.count)
  }

  /// Lets the devices act, and follows the plans of those that leave their sockets by themselves.
  private func moveDevices(to now: MonotonicInstant) {
    for index in devices.all.indices where devices.all[index].isPlugged {
      guard let (id, talk) = conversations.first(where: { $0.value.host?.place == index }),
        let link = talk.host
      else {
        _ = devices.all[index].device.advance(to: now)
        if devices.all[index].isFree { offer(index) }
        continue
      }
      let said = link.advance(&devices.all, to: now)
      let isHeard = (try? say(said, to: id)) != nil
      if !isHeard || !devices.all[index].device.function.isAttached { endConversation(id) }
    }
  }

  /// Ends a conversation; a host loses its device at once, as by a pulled plug.
  func endConversation(_ id: Int) {
    guard let conversation = conversations.removeValue(forKey: id) else { return }
    if case .host(let link) = conversation.peer, let place = link.place {
      devices.all[place].isTaken = false
      observer("\(devices.all[place].name) left its host")
    }
    if conversation.stream.descriptor > STDERR_FILENO { close(conversation.stream.descriptor) }
  }

  /// Pulls a device out of its host.
  func leave(_ index: Int) {
    for (id, talk) in conversations where talk.host?.place == index { endConversation(id) }
  }

  /// Gives a free device to this machine's controller, if we use it.
  func offer(_ index: Int) {
    guard let controller else { return }
    do throws(UsbIpFault) {
      let stream = try controller.plug(devices.all[index])
      devices.all[index].isTaken = true
      devices.all[index].device.powerUp(at: BenchClock.now)
      begin(Conversation(stream: BenchStream(stream), peer: .host(UsbIpLink(place: index))))
      observer("\(devices.all[index].name) is plugged in")
    } catch {
      // Trying again without end would fill the log: somebody must plug it in anew.
      devices.all[index].isPlugged = false
      observer(error.description)
    }
  }
}

extension UsbBench.Conversation {
  var host: UsbIpLink? {
    if case .host(let link) = peer { link } else { nil }
  }
}
