import ControlSocket
import DeviceProtocols
import Foundation
import Readings
import SessionCapture
import Synchronization
import WalkProtocol

/// A daemon with a scripted cart: the real server, a real engine, and devices that stand as standard
/// input says.
final class ProbeServer: Sendable {
  private let walk = Mutex(ProbeWalk())
  private let server = Mutex<ControlServer?>(nil)

  init(at path: String, roles: RoleGroups, identify: @escaping ControlServer.Identify) throws {
    let made = try ControlServer(
      at: path, group: nil, daemon: "0.4.0", roles: roles, identify: identify
    ) { [weak self] call, _ in
      self?.answer(call) ?? .failure(ControlFault(.stopping, "The probe stops."))
    }
    server.withLock { $0 = made }
    Thread { while true { self.attend() } }.start()
  }

  func stop() async {
    let server = server.withLock { $0 }
    await server?.stop()
  }

  private func answer(_ call: ControlCall) -> Result<ControlResult, ControlFault> {
    let (result, told, status) = walk.withLock { walk in
      let now = MachineClocks.now
      var (result, told) = walk.answer(call, at: now)
      told += walk.checkGates(at: now)
      return (result, told, walk.status(at: now))
    }
    publish(told, status)
    return result
  }

  /// Ten times a second: time goes on, and clients see values.
  private func attend() {
    var nobody = pollfd(fd: -1, events: 0, revents: 0)
    poll(&nobody, 1, 100)
    let (told, status, values) = walk.withLock { walk in
      let now = MachineClocks.now
      let told = walk.checkGates(at: now) + walk.tick(at: now)
      return (told, walk.status(at: now), walk.values(at: now))
    }
    publish(told, status)
    server.withLock { _ = $0?.publish(.values(values)) }
  }

  private func publish(_ told: [SessionEvent], _ status: WalkStatus) {
    server.withLock { server in
      for event in told { server?.publish(.action(event)) }
      if told.contains(where: { $0.kind == .phase }) { server?.publish(.state(status)) }
    }
  }

  /// A line of standard input: `channels speed,distance`, or `device ROLE STATE ADVICE…`.
  func hear(_ line: String) {
    let words = line.split(separator: " ", maxSplits: 3).map(String.init)
    let device: DeviceLine? = walk.withLock { walk in
      switch words.first {
      case "channels":
        let names = words.dropFirst().first?.split(separator: ",").map(String.init) ?? []
        walk.channels = Set(names.compactMap(Channel.init(rawValue:)))
      case "device":
        guard let index = walk.devices.firstIndex(where: { $0.role.rawValue == words[1] }),
          let state = DeviceChange.State(rawValue: words[2])
        else { return nil }
        walk.devices[index].state = state
        walk.devices[index].advice = words.count > 3 ? words[3] : nil
        return walk.devices[index]
      default: break
      }
      return nil
    }
    if let device { server.withLock { _ = $0?.publish(.device(device)) } }
    tell("heard")
  }
}
