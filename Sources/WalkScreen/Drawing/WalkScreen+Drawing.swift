import ControlSocket
public import Readings

extension WalkScreen {
  /// A part of the screen: what is cut first when there is no room has the highest number.
  private struct Part {
    var lines: [ScreenLine]
    var weight: Int
  }

  /// The screen at `now`: exactly as many lines as `size` has, none wider.
  public func lines(_ size: ScreenSize, at now: MonotonicInstant) -> [ScreenLine] {
    let width = size.columns
    let isWide = width >= 60
    var parts = [
      Part(lines: [header(width)], weight: 2), Part(lines: banner(at: now), weight: 1),
      Part(lines: clockLines(width, isBig: isWide && size.rows >= 18, at: now), weight: 0),
      Part(lines: [ScreenLine()], weight: 7),
      Part(lines: standing(width, isWide: isWide, at: now), weight: 3),
      Part(lines: [ScreenLine()], weight: 7),
      Part(lines: deviceLines(), weight: 5), Part(lines: [ScreenLine()], weight: 7),
    ]
    let asking = askingLines(width, at: now)
    let footer = keyLines(width, at: now)
    // From the least important on, until what is asked and the keys have their place.
    while parts.reduce(0, { $0 + $1.lines.count }) + asking.count + footer.count > size.rows,
      let last = parts.indices.filter({ !parts[$0].lines.isEmpty && parts[$0].weight > 0 })
        .max(by: { parts[$0].weight < parts[$1].weight })
    {
      parts[last].lines.removeLast()
    }
    let body = parts.flatMap(\.lines) + asking
    let room = max(0, size.rows - body.count - footer.count)
    // A blank line above and below the log, which grows upwards from the keys.
    let logged = log.suffix(max(0, room - 2)).map { ScreenLine("  " + $0, .faint) }
    let below = min(1, room - logged.count)
    let blanks = [ScreenLine](repeating: ScreenLine(), count: room - logged.count - below)
    let all =
      body + blanks + logged + [ScreenLine](repeating: ScreenLine(), count: below) + footer
    guard all.count > size.rows else { return all.map { $0.cut(to: width) } }
    // Too small even for that: the clock, and what is asked and the keys from the bottom up.
    return (body.prefix(1) + all.suffix(size.rows - 1)).map { $0.cut(to: width) }
  }

  private func header(_ width: Int) -> ScreenLine {
    guard let choice = status?.walk?.choice else {
      return .edges(
        ScreenLine(" walktest", .strong) + ScreenLine("   no walk is open"),
        ScreenLine("walktestd \(daemon) ", .faint), width: width)
    }
    return .edges(
      ScreenLine(" \(choice.subject)", .strong)
        + ScreenLine(" · visit \(choice.visit) · trial \(choice.trial) · \(choice.protocolID)"),
      ScreenLine("operator \(choice.operatorCode) ", .faint), width: width)
  }

  /// Why what is shown may not be true any more; an empty line while all is well.
  private func banner(at now: MonotonicInstant) -> [ScreenLine] {
    guard let silence = silence(at: now) else {
      if case .lost(let sentence) = link {
        return [ScreenLine(" NO WORD FROM THE DAEMON: \(sentence) ", .alarm)]
      }
      return [ScreenLine()]
    }
    let seconds = silence.count / 1_000_000
    var line = ScreenLine(" NO WORD FROM THE DAEMON FOR \(seconds) s ", .alarm)
    if status?.walk != nil { line = line + ScreenLine(" what is shown is old", .warning) }
    guard case .lost(let sentence) = link else { return [line] }
    return [line, ScreenLine(" \(sentence)", .warning)]
  }
}
