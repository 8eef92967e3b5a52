public import DeviceSimulator
public import Readings

/// What a virtual clinic is made of: the patient's seed, what goes wrong on the way from pod to
/// host, and what the wall clock shows.
public struct VirtualClinicSettings: Sendable {
  /// Patient, radio and staff are drawn from it; the same seed gives the same walk.
  public var seed: UInt64
  /// The wall clock at `begins`, ms since 1970-01-01T00:00:00Z.
  public var wallMilliseconds: Int64
  /// When the clinic opens, on its virtual monotonic clock.
  public var begins: MonotonicInstant
  /// What goes wrong between pod and host.
  public var faults: SimulatedFaults
  /// What the pod goes through.
  public var podConditions: FootPodConditions
  /// Stretches in which the pod is out of range: begin since START, and length.
  public var silencesAfterStart: [(begin: Microseconds, length: Microseconds)] = []
  /// False for a walk with a button and a timer alone.
  public var hasFootPod: Bool

  /// A clinic as clinics are: some packets lost, deliveries late by up to 4 ms.
  public init(
    seed: UInt64, wallMilliseconds: Int64,
    begins: MonotonicInstant = MonotonicInstant(microseconds: 600_000_000),
    faults: SimulatedFaults = Self.ordinaryRadio,
    podConditions: FootPodConditions = FootPodConditions(), hasFootPod: Bool = true
  ) {
    self.seed = seed
    self.wallMilliseconds = wallMilliseconds
    self.begins = begins
    self.faults = faults
    self.podConditions = podConditions
    self.hasFootPod = hasFootPod
  }

  /// 3 % of the packets lost, some delivered together, jitter of up to 4 ms.
  public static var ordinaryRadio: SimulatedFaults {
    var faults = SimulatedFaults()
    faults.lossPerMille = 30
    faults.joinsPerMille = 20
    faults.deliveryJitter = .milliseconds(4)
    return faults
  }
}
