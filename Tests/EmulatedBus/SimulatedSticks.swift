import DeviceHost
public import DeviceSimulator
public import Readings

/// Someone who walks at 1.25 m/s with a stride of 1.5 m.
public struct EvenWalk: WalkingSubject {
  /// The walk.
  public init() {}

  /// 1.25 m/s.
  public func position(at elapsed: Microseconds) -> Micrometres {
    Micrometres(elapsed.count + elapsed.count / 4)
  }
  /// The same at every time.
  public func speed(at elapsed: Microseconds) -> MillimetresPerSecond {
    MillimetresPerSecond(1_250)
  }
  /// One each 1.2 s.
  public func strides(at elapsed: Microseconds) -> Int64 { elapsed.count / 1_200_000 }
}

extension SimulatedStick {
  /// A stick now, with a pod around it on someone who walks already.
  public static func walking(_ faults: SimulatedFaults = SimulatedFaults()) -> SimulatedStick {
    let now = EventLoop.now
    let pod = SimulatedFootPod(
      identity: FootPodIdentity(deviceNumber: 4_711), subject: EvenWalk(), firstMessage: now,
      walkBegins: now)
    return SimulatedStick(seed: 7, pods: [pod], at: now, faults: faults)
  }

  /// A stick now, with nobody near it.
  public static func lonely() -> SimulatedStick {
    SimulatedStick(seed: 7, pods: [], at: EventLoop.now)
  }

  /// The same stick plugged in again now: it has forgotten everything, and those around it have not.
  public static func around(_ other: SimulatedStick?) -> SimulatedStick {
    var stick = lonely()
    stick.transmitters = other?.transmitters ?? []
    return stick
  }
}
