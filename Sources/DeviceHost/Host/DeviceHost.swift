import CLinuxIO
public import DeviceProtocols
import Readings

/// All devices of this machine that serve a walk: finds them, opens them, runs their drivers, and
/// tells what comes, loses and finds them again. Everything happens on one thread, its event loop.
///
///     let host = try DeviceHost(settings, opener: SystemPortOpener()) { event in … }
///     await host.start()
///     …
///     await host.stop()
public actor DeviceHost {
  /// What happens, for a reader that may be slow: the newest 1024 are kept. What must not miss
  /// anything takes `onEvent` instead.
  public nonisolated let events: AsyncStream<HostEvent>

  let loop: EventLoop
  let settings: HostSettings
  let opener: any PortOpener
  let onEvent: @Sendable (HostEvent) -> Void
  let stream: AsyncStream<HostEvent>.Continuation

  var stations: [RunningStation]
  var attached: [AttachedDevice] = []
  var udev: UdevWatch?
  var openings: UInt64 = 0
  var armed: MonotonicInstant?
  var isStopping = false
  var stopDeadline: MonotonicInstant?
  var stopWaiters: [CheckedContinuation<Void, Never>] = []

  /// A host that looks at nothing yet.
  ///
  /// - Parameters:
  ///   - opener: opens the ports.
  ///   - onEvent: is called on the event loop's thread for each event, in order, and must not wait.
  /// - Throws: `PortFault` when the system gives no thread or descriptors.
  public init(
    _ settings: HostSettings, opener: any PortOpener,
    onEvent: @escaping @Sendable (HostEvent) -> Void = { _ in }
  ) throws(PortFault) {
    self.settings = settings
    self.opener = opener
    self.onEvent = onEvent
    loop = try EventLoop(name: "devices")
    (events, stream) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1_024))
    stations = DeviceRole.allCases.compactMap { role in
      settings.sources[role].map { source in
        RunningStation(
          DeviceStation(role: role, binding: settings.bindings[role], table: settings.table),
          source: source)
      }
    }
  }

  deinit {
    stream.finish()
    loop.stop()
  }

  /// The actor runs on its event loop.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    loop.asUnownedSerialExecutor()
  }

  /// Looks for devices from now on: tells `searching` for every role, then what is attached.
  ///
  /// - Throws: `PortFault` when udev cannot be asked.
  public func start() throws(PortFault) {
    guard udev == nil, !isStopping else { return }
    let now = EventLoop.now
    for run in stations { emit(.state(run.source, .searching, nil, at: now)) }
    let watch = try UdevWatch(UdevInterest(table: settings.table, bindings: settings.bindings))
    udev = watch
    loop.watch(watch.descriptor) { [weak self] _ in
      self?.assumeIsolated { $0.hotPlugged() }
    }
    compare(with: watch.scan())
  }

  /// Releases every device: drivers say good-bye, ports are closed, the kernel's drivers get their
  /// devices back. Returns when that is done, or after `HostSettings.stopTime` at the latest.
  public func stop() async {
    if !isStopping {
      isStopping = true
      stopDeadline = EventLoop.now + settings.stopTime
      if let udev { loop.unwatch(udev.descriptor) }
      udev = nil
      for run in stations { feed(.stop, to: run) }
      rearm()
    }
    guard !isReleased else { return stream.finish() }
    await withCheckedContinuation { stopWaiters.append($0) }
  }

  /// Tries the device of `role` again at once, after its driver gave up or while it waits.
  public func retry(_ role: DeviceRole) {
    for run in stations where run.station.role == role { feed(.retry, to: run) }
    rearm()
  }

  /// Lets the next session begin with other devices than the ones known so far.
  public func forgetDevices() {
    for run in stations { feed(.forget, to: run) }
    rearm()
  }

  /// What there is now.
  public func snapshot() -> HostSnapshot {
    let now = EventLoop.now
    return HostSnapshot(
      stations: stations.map {
        $0.snapshot(binding: settings.bindings[$0.station.role], at: now)
      },
      attached: attached)
  }

  // MARK: Hot-plug

  private func hotPlugged() {
    guard let udev, udev.drain() else { return }
    compare(with: udev.scan())
    rearm()
  }

  /// Tells the stations what came, changed and went since the last look.
  private func compare(with devices: [AttachedDevice]) {
    let before = attached
    attached = devices
    for old in before where !devices.contains(where: { $0.isSameAttachment(as: old) }) {
      for run in stations { feed(.detached(path: old.path), to: run) }
    }
    let new = devices.filter { !before.contains($0) }
    if !new.isEmpty {
      for run in stations { feed(.attachedTogether(new), to: run) }
    }
    rearm()
  }

  // MARK: Time

  /// Sets the loop's one deadline to the first of all.
  func rearm() {
    var first = isStopping ? stopDeadline : nil
    for deadline in stations.compactMap(\.deadline) {
      first = first.map { min($0, deadline) } ?? deadline
    }
    guard first != armed else { return }
    armed = first
    loop.setDeadline(first) { [weak self] in
      guard let self else { return }
      // After what the ports have told already: that is older.
      self.loop.submit { self.assumeIsolated { $0.timePassed() } }
    }
  }

  private func timePassed() {
    armed = nil
    let now = EventLoop.now
    for run in stations {
      if let deadline = run.station.deadline, now >= deadline { feed(.tick, to: run) }
      if run.port != nil, let deadline = run.driver?.deadline, now >= deadline {
        drive(run) { driver, body in driver.tick(at: now, body) }
      }
    }
    if let stopDeadline, now >= stopDeadline {
      self.stopDeadline = nil
      finishStop()
    }
    rearm()
  }

  // MARK: Stopping

  var isReleased: Bool { stations.allSatisfy(\.isReleased) }

  func finishStop() {
    guard isStopping else { return }
    stream.finish()
    let waiters = stopWaiters
    stopWaiters = []
    for waiter in waiters { waiter.resume() }
  }

  func emit(_ event: HostEvent) {
    onEvent(event)
    stream.yield(event)
  }
}
