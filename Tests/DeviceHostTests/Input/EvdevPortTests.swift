import Foundation
import Glibc
import Testing

@testable import DeviceHost

/// What the evdev port refuses, and what sysfs tells of a device. Reading it is tested with an
/// emulated node in `EvdevEmulationTests`.
@Suite struct EvdevPortTests {
  static func refusal(_ path: String) throws -> PortFault? {
    let loop = try EventLoop()
    defer { loop.stop() }
    do throws(PortFault) {
      _ = try EvdevPort(path: path, loop: loop) { _ in }
      return nil
    } catch { return error }
  }

  @Test("node that is not there or of another kind, refused with what to do")
  func notThere_refused() throws {
    let absent = try #require(try Self.refusal("/dev/input/event-none"))
    #expect(absent.code == .absent)
    #expect(absent.description.contains("plug it in"))
    #expect(absent.number == ENOENT)
    let other = try #require(try Self.refusal("/dev/null"))
    #expect(other.code == .notTheDevice)
    #expect(other.description.contains("/dev/null"))
  }

  @Test(
    "errors of the system, each with its own code and advice",
    arguments: [
      (EACCES, .noPermission, "walktest doctor"), (EPERM, .noPermission, "walktest doctor"),
      (EBUSY, .busy, "close that program"), (ENODEV, .absent, "plug it in"),
      (ENOTTY, .notTheDevice, "bind the button anew"), (EMFILE, .system, "error 24"),
    ] as [(Int32, PortFault.Code, String)])
  func errors_codes(number: Int32, code: PortFault.Code, advice: String) {
    let fault = PortFault.opening("/dev/input/event5", number)
    #expect(fault.code == code)
    #expect(fault.number == number)
    #expect(fault.description.contains(advice))
    #expect(fault.description.contains("/dev/input/event5"))
  }

  @Test("refused a hundred times, no descriptor left open")
  func refusedOften_noneLeft() throws {
    func open() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter {
        let target = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/self/fd/\($0)")
        return target == "/dev/full"
      }.count
    }
    let before = try open()
    let loop = try EventLoop()
    defer { loop.stop() }
    for _ in 0..<100 {
      #expect(throws: PortFault.self) { try EvdevPort(path: "/dev/full", loop: loop) { _ in } }
    }
    #expect(try open() == before)
  }

  @Test("key codes as sysfs spells them, in ascending order")
  func keyCodes_ascending() throws {
    let scratch = try ScratchFolder()
    // A mouse-like pedal: codes 272 to 274 are bits 16 to 18 of the fifth word.
    try scratch.write(
      Array("70000 0 0 0 0\n".utf8), to: "class/input/event7/device/capabilities/key")
    #expect(EvdevPort.keyCodes(path: "/dev/input/event7", sysfs: scratch.path) == [272, 273, 274])
    #expect(EvdevPort.keyCodes(path: "/dev/input/event8", sysfs: scratch.path) == [])
    let keyboard = EvdevPort.keyCodes(in: "80000000000000 e0b0ffdf01cfffff fffffffffffffffe")
    #expect(keyboard.first == 1)
    #expect(keyboard.contains(30))
    #expect(keyboard.last == 183)
    #expect(EvdevPort.keyCodes(in: "xyz") == [])
    #expect(EvdevPort.keyCodes(in: "") == [])
  }
}
