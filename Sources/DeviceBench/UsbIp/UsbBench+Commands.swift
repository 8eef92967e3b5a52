public import Readings

/// Commands: one line, one line of answer, which begins with `ok` or `error`.
extension UsbBench {
  /// Obeys one command; returns the answer.
  public func obey(_ command: UsbBenchCommand, at now: MonotonicInstant) -> String {
    switch command {
    case .plug(let name): return plug(name)
    case .unplug(let name): return unplug(name)
    case .press: return devices.press(at: now) ? "ok pressed" : Self.noSwitch
    case .hold(let duration):
      return devices.hold(at: now, for: duration) ? "ok held" : Self.noSwitch
    case .walk:
      devices.walk(at: now)
      return "ok walking"
    case .stand:
      devices.stand(at: now)
      return "ok standing"
    case .visit: return devices.visit(at: now) ? "ok visiting" : Self.noSwitch
    case .status: return "ok " + devices.all.map(Self.state).joined(separator: ", ")
    case .quit:
      isRunning = false
      return "ok leaving"
    }
  }

  /// Obeys the whole lines of `bytes`; returns the line that has begun.
  func command(_ bytes: [UInt8], from id: Int, at now: MonotonicInstant) throws(UsbIpFault)
    -> [UInt8]
  {
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    for line in lines.dropLast() {
      let command = UsbBenchCommand(String(decoding: line, as: UTF8.self))
      let answer = command.map { obey($0, at: now) } ?? "error: give \(UsbBenchCommand.usage)"
      try say(Array("\(answer)\n".utf8), to: id)
    }
    return Array(lines.last ?? [])
  }

  private func plug(_ name: String) -> String {
    guard let index = devices.all.firstIndex(where: { $0.name == name }) else {
      return "error: no \(name) lies on this bench"
    }
    guard !devices.all[index].isPlugged else { return "error: \(name) is plugged in already" }
    devices.all[index].isPlugged = true
    if devices.all[index].isFree { offer(index) }
    return devices.all[index].isPlugged ? "ok plugged" : "error: the controller did not take it"
  }

  private func unplug(_ name: String) -> String {
    guard let index = devices.all.firstIndex(where: { $0.name == name && $0.isPlugged }) else {
      return "error: \(name) is not plugged in"
    }
    devices.all[index].isPlugged = false
    leave(index)
    return "ok unplugged"
  }

  private static let noSwitch = "error: no foot switch lies on this bench"

  private static func state(_ device: UsbBenchDevice) -> String {
    let place = device.isTaken ? "taken" : device.isPlugged ? "plugged" : "unplugged"
    return "\(device.name) \(device.busID) \(place)"
  }
}
