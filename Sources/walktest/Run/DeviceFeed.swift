import Readings
import SessionCapture

struct DeviceFeed {
  init(_ o: DeviceOptions) async throws {}; func stop() async {}; var hasButton: Bool { false }
  func take() -> [(input: SessionInput, at: MonotonicInstant)] { [] }
}
