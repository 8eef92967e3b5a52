import ControlSocket
import DeviceProtocols
import Readings
import SessionCapture
import WalkProtocol

extension WalkScreen {
  /// Marks beside channels; below each other when the terminal is narrow.
  func standing(_ width: Int, isWide: Bool, at now: MonotonicInstant) -> [ScreenLine] {
    guard status?.walk != nil else { return [] }
    let left = marks()
    let right = Channel.allCases.map { channel($0, at: now) }
    guard isWide else { return left + right }
    return (0..<max(left.count, right.count)).map { row in
      (row < left.count ? left[row] : ScreenLine()).filled(to: 40)
        + (row < right.count ? right[row] : ScreenLine())
    }
  }

  private func marks() -> [ScreenLine] {
    guard let status, let start = status.start else {
      return Mark.allCases.map { ScreenLine(" \($0.shortName)  —") }
    }
    return Mark.allCases.map { mark in
      guard let entry = status.standing(mark) else {
        let isUndone = status.marks.contains { $0.mark == mark }
        return ScreenLine(" \(mark.shortName)  —" + (isUndone ? "  taken back" : ""))
      }
      return ScreenLine(" \(mark.shortName)  ")
        + ScreenLine(SpanText.thousandths(entry.at - start), .strong)
        + ScreenLine("  \(mark.words)")
    }
  }

  private func channel(_ channel: Channel, at now: MonotonicInstant) -> ScreenLine {
    let name = ScreenLine(" \(channel.rawValue)").filled(to: 11)
    guard let values, let cell = values.told.row[channel] else { return name + ScreenLine("—") }
    let age = cell.age + max(.zero, now - values.at)
    let text = ValueText.text(cell.value, of: channel)
    guard age <= Self.longestAge else {
      return name
        + ScreenLine("\(text)  stale, \(age.count / 1_000_000) s old", .faint)
    }
    return name + ScreenLine(text, .strong).filled(to: 11)
      + ScreenLine("  \(ValueText.decimals(age.count, per: 1_000_000, places: 1)) s", .faint)
  }

  /// The devices with what is to be done about them.
  func deviceLines() -> [ScreenLine] {
    devices.map { device in
      let tone: Tone =
        switch device.state {
        case .streaming: .good
        case .searching, .opening: .plain
        case .stalled, .lost, .failed: .alarm
        }
      let name = device.model.isEmpty ? device.driver?.rawValue ?? "" : device.model
      return ScreenLine(" \(device.role.rawValue)").filled(to: 11)
        + ScreenLine(device.state.rawValue, tone).filled(to: 11)
        + ScreenLine(device.advice ?? name, device.isTrouble ? .warning : .faint)
    }
  }
}
