public import DeviceProtocols
public import DeviceSimulator
public import Readings

/// The kinds of devices that lie on a bench.
public enum UsbBenchKind: String, Sendable, Hashable, CaseIterable {
  /// An ANT stick that hears a foot pod on the subject's shoe.
  case stick
  /// A Trackmaster treadmill behind its FT232R.
  case treadmill
  /// A foot switch.
  case footswitch
}

/// What lies on a bench: a subject, and devices that measure how the subject walks.
public struct UsbBenchDevices: Sendable {
  /// The devices in the order of their kinds.
  public internal(set) var all: [UsbBenchDevice] = []
  /// Whoever walks.
  public let patient: VirtualPatient
  /// How fast the belt is set to run, and the subject on it.
  public let beltSpeed: MillimetresPerSecond
  private let seed: UInt64

  /// Devices of the kinds given, in nobody's socket yet.
  ///
  /// - Parameters:
  ///   - seed: of the patient and all that is drawn.
  ///   - beltSpeed: what the belt is set to when the subject walks.
  ///   - variant: which treadmill.
  ///   - faults: between pod and host.
  public init(
    _ kinds: [UsbBenchKind], seed: UInt64, patient: VirtualPatient,
    beltSpeed: MillimetresPerSecond, variant: TrackmasterVariant = .trackmasterTMX,
    faults: SimulatedFaults = SimulatedFaults(), at now: MonotonicInstant
  ) {
    self.seed = seed
    self.beltSpeed = beltSpeed
    self.patient = patient
    for kind in kinds where !all.contains(where: { $0.name == kind.rawValue }) {
      guard let function = makeFunction(kind, variant, faults, at: now) else { continue }
      all.append(
        UsbBenchDevice(
          name: kind.rawValue, number: all.count + 2,
          device: SimulatedUsbDevice(function, at: now)))
    }
  }

  private func makeFunction(
    _ kind: UsbBenchKind, _ variant: TrackmasterVariant, _ faults: SimulatedFaults,
    at now: MonotonicInstant
  ) -> (any UsbFunction)? {
    switch kind {
    case .stick:
      let pod = SimulatedFootPod(
        identity: FootPodIdentity(deviceNumber: UInt16(truncatingIfNeeded: seed) | 1),
        subject: patient, firstMessage: now + .milliseconds(137))
      let stick = SimulatedStick(seed: seed, pods: [pod], at: now, faults: faults)
      return StickUsbFunction(stick, serial: "\(100 + seed % 900)")
    case .treadmill:
      // A status packet each 100 ms and not each 16: an emulated kernel has other things to do.
      return FtdiUsbFunction(
        SimulatedTrackmaster(seed: seed, variant: variant, at: now), serial: "TM0001",
        baud: variant.baud, idleInterval: .milliseconds(100), at: now)
    case .footswitch: return FootSwitchUsbFunction(seed: seed, at: now)
    }
  }

  // MARK: What people do

  /// Somebody steps on the switch; false when none lies here.
  mutating func press(at instant: MonotonicInstant) -> Bool {
    change(FootSwitchUsbFunction.self) { $0.press(at: instant) }
  }

  /// Somebody stays on the switch; false when none lies here.
  mutating func hold(at instant: MonotonicInstant, for duration: Microseconds) -> Bool {
    change(FootSwitchUsbFunction.self) { $0.hold(at: instant, for: duration) }
  }

  /// The subject hears the word to start at `instant`.
  mutating func walk(at instant: MonotonicInstant) {
    let firstStep = instant + patient.firstStep
    _ = change(StickUsbFunction.self) { function in
      for index in function.stick.pods.indices {
        function.stick.pods[index].walkBegins = firstStep
      }
    }
    let speed = beltSpeed.count &* 1_000
    changeBelt { $0.run(at: speed, from: instant) }
  }

  /// The belt is stopped at its panel.
  mutating func stand(at instant: MonotonicInstant) {
    changeBelt { $0.stop(from: instant) }
  }

  private mutating func changeBelt(_ body: (inout SimulatedBelt) -> Void) {
    _ = change(FtdiUsbFunction.self) { function in
      guard var treadmill = function.device as? SimulatedTrackmaster else { return }
      body(&treadmill.belt)
      function.device = treadmill
    }
  }

  /// A whole test with one switch: START at `instant`, the walk, and a press for each mark.
  mutating func visit(at instant: MonotonicInstant) -> Bool {
    walk(at: instant)
    let script = patient.script
    for act in script where act.kind == .stopsWalking { stand(at: instant + act.noticedAt) }
    return change(FootSwitchUsbFunction.self) { function in
      function.press(at: instant)
      for act in script where act.kind == .firstSymptoms || act.kind == .severeSymptoms {
        function.press(at: instant + act.noticedAt)
      }
    }
  }

  private mutating func change<Function: UsbFunction>(
    _ kind: Function.Type, _ body: (inout Function) -> Void
  ) -> Bool {
    var isFound = false
    for index in all.indices {
      guard var function = all[index].device.function as? Function else { continue }
      body(&function)
      all[index].device.function = function
      isFound = true
    }
    return isFound
  }
}
