public import DeviceSimulator
import Readings
import Synchronization

/// Serves one simulated device in real time: on a pseudo-terminal or on pipes, from a thread of its
/// own that sleeps until the device has something to say or the host has said something.
public final class RealTimeBench<Device: SimulatedDevice>: Sendable {
  /// Told of what happens, on the bench's thread. It must not call `change`.
  public typealias Observer = @Sendable (BenchEvent) -> Void

  /// The wait for a device that still wants to be called at an instant that has passed: such a one
  /// must not take the processor.
  private static var shortestWait: Microseconds { .milliseconds(1) }

  private let state: Mutex<BenchState<Device>>
  private let isStopping = Mutex(false)
  private let alarm: BenchAlarm
  private let thread = BenchThread()
  private let observer: Observer

  /// Plugs `device` in at `place` and serves it until `stop`.
  ///
  /// - Parameters:
  ///   - device: as it is by now on the monotonic clock (`BenchClock`).
  ///   - observer: told of what happens; the first event is `plugged` unless the device is not
  ///     attached.
  /// - Throws: `BenchFault` when the place cannot be had; nothing is left behind then.
  public init(
    _ device: Device, at place: BenchPlace, observer: @escaping Observer = { _ in }
  ) throws(BenchFault) {
    self.observer = observer
    alarm = try BenchAlarm()
    state = Mutex(try BenchState(device, at: place, now: BenchClock.now))
    do throws(BenchFault) {
      try thread.start { [self] in run() }
    } catch {
      state.withLock { $0.finish(.failed(error)) { _ in } }
      throw error
    }
  }

  /// Where a host finds the device; empty for pipes and while a device without link is unplugged.
  public var path: String { state.withLock { $0.port.path } }

  /// Changes or asks the device between two of its turns; what it wants to do then is done at once.
  public func change<Result: Sendable>(_ body: (inout Device) -> Result) -> Result {
    defer { alarm.ring() }
    return state.withLock { body(&$0.device) }
  }

  /// Unplugs the device, ends the thread and closes everything. Returns when that is done, except on
  /// the bench's own thread. Harmless when called twice.
  public func stop() {
    isStopping.withLock { $0 = true }
    alarm.ring()
    thread.join()
  }

  private func run() {
    let port = state.withLock { $0.port }
    if port.isPlugged { observer(.plugged(path: port.path)) }
    while true {
      let now = BenchClock.now
      var events: [BenchEvent] = []
      let (end, deadline, descriptors) = state.withLock { state in
        state.turn(at: now) { events.append($0) }
        return (state.end, state.deadline, state.port.descriptors)
      }
      for event in events { observer(event) }
      if let end = end ?? (isStopping.withLock { $0 } ? .stopped : nil) { return finish(end) }
      alarm.wait(
        until: deadline.map { $0 > now ? $0 : now + Self.shortestWait }, descriptors: descriptors)
    }
  }

  private func finish(_ end: BenchEnd) {
    var events: [BenchEvent] = []
    state.withLock { $0.finish(end) { events.append($0) } }
    for event in events { observer(event) }
  }
}
