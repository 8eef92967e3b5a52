import Foundation
import SampleLoop
import SessionHost

/// Clock and real-time limits.
struct SystemChecks {
  let machine: Machine
  let caller: Caller

  /// The wall clock: times in a walk are monotonic, but its date must be right.
  var clock: Finding {
    if Int64(Date().timeIntervalSince1970 * 1_000) < WallClock.earliest {
      return Finding(
        "clock", .fail, "The clock says it is before 2020.",
        mend: "timedatectl set-time 'YYYY-MM-DD hh:mm:ss'")
    }
    return switch machine.clockIsSynchronised {
    case true?: Finding("clock", .ok, "A time service steers the clock.")
    case false?:
      Finding(
        "clock", .warn, "No time service steers the clock: a record's date may be wrong.",
        mend: "timedatectl set-ntp true")
    case nil: Finding("clock", .unknown, "The kernel does not say whether the clock is steered.")
    }
  }

  /// What the sampling thread needs so that other programs cannot make it late.
  static let priority = Int(SampleLoop.priority)
  static let lockedBytes = 64 * 1_048_576

  /// Real-time priority and locked memory.
  var limits: Finding {
    if caller.isRoot { return Finding("limits", .ok, "Root has no real-time limits.") }
    let text = machine.text("/proc/self/limits") ?? ""
    guard let priority = soft("Max realtime priority", text),
      let locked = soft("Max locked memory", text)
    else { return Finding("limits", .unknown, "The kernel does not tell the real-time limits.") }
    guard priority >= Self.priority, locked >= Self.lockedBytes else {
      return Finding(
        "limits", .warn,
        "Other programs may make the sampling late: the limits of real-time priority (\(priority) of "
          + "\(Self.priority)) and locked memory (\(locked / 1_024) of \(Self.lockedBytes / 1_024) "
          + "KiB) are too low.",
        mend: "printf '@walktest - rtprio \(Self.priority)\\n@walktest - memlock "
          + "\(Self.lockedBytes / 1_024)\\n' > /etc/security/limits.d/walktest.conf")
    }
    return Finding("limits", .ok, "Real-time priority and locked memory are allowed.")
  }

  /// Processors that sleep deeply wake up late; a walk under way keeps them from it where it may.
  var wakefulness: Finding {
    guard let rights = machine.rights("/dev/cpu_dma_latency") else {
      return Finding(
        "wakefulness", .unknown, "The kernel has no way to keep processors from sleeping deeply.")
    }
    guard caller.mayUse(rights) else {
      return Finding(
        "wakefulness", .warn,
        "Samples may come late: \(caller.name) may not keep processors from sleeping deeply "
          + "(/dev/cpu_dma_latency).",
        mend: "systemd-tmpfiles --create walktest.conf")
    }
    return Finding("wakefulness", .ok, "Processors can be kept from sleeping deeply.")
  }

  /// The soft limit of a line of /proc/PID/limits.
  private func soft(_ name: String, _ text: String) -> Int? {
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
      let value = line.dropFirst(name.count).split(separator: " ").first
    else { return nil }
    return value == "unlimited" ? Int.max : Int(value)
  }
}
