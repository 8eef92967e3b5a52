import EmulatedBus
import Foundation
import StrictJSON
import Testing

/// `walktest devices` on emulated devices.
@Suite("walktest devices", .enabled(if: EmulatedCart.shallRun, EmulatedCart.absent))
struct DevicesCommandTests {
  /// Runs `walktest devices` with `arguments` on a full cart, to its end.
  private static func run(_ arguments: String..., in scratch: Scratch) async throws -> EmulatedCart
  {
    let cart = try EmulatedCart(
      ["devices"] + arguments, in: scratch, bindings: EmulatedCart.treadmillBinding)
    try cart.attachTreadmill()
    try cart.attachButton()
    try cart.bus.plug(stick: .walking())
    try cart.start()
    return cart
  }

  private static func role(_ name: String, in json: JSONValue) -> JSONValue {
    json["roles"]?.array?.first { $0["role"]?.string == name } ?? .null
  }

  private static func json(_ line: String) throws -> JSONValue {
    try StrictJSON.parse(Array(line.utf8))
  }

  @Test("list, every role with its device, how it does and where it is")
  func list() async throws {
    let cart = try await Self.run("--seconds", "4", "--json", in: try Scratch())
    #expect(try await cart.end() == 0, "\(cart.output.all)")
    let told = try Self.json(try #require(cart.output.all.first))
    let (stick, treadmill) = (Self.role("stick", in: told), Self.role("treadmill", in: told))
    #expect(stick["state"] == "streaming" && stick["driver"] == "ant-sdm", "\(told.compactText)")
    #expect(stick["device"]?["port"] == "usb-1-1" && stick["device"]?["serial"] == "S-1")
    #expect(treadmill["state"] == "streaming" && treadmill["variant"] == "trackmaster-tmx")
    #expect(treadmill["device"]?["file"] == "/dev/ttyUSB0")
    #expect(Self.role("button", in: told)["state"] == "streaming")
    let ports = told["attached"]?.array?.compactMap { $0["port"]?.string }.sorted()
    #expect(ports == ["usb-1-1", "usb-1-3", "usb-1-4"])
    #expect(cart.treadmillCommands == [])
  }

  @Test("list as a person reads it, and a glance that opens nothing")
  func tables() async throws {
    let cart = try await Self.run("list", "--seconds", "3", in: try Scratch())
    #expect(try await cart.end() == 0, "\(cart.output.all)")
    for words in [["stick", "streaming", "ant-sdm", "usb-1-1"], ["treadmill", "usb-1-3"]] {
      let isThere = cart.output.all.contains { line in words.allSatisfy(line.contains) }
      #expect(isThere, "\(words) in \(cart.output.all)")
    }
    let glance = try await Self.run("--seconds", "0", "--json", in: try Scratch())
    let told = try Self.json(try await glance.line("["))
    #expect(told.array?.count == 3)
    #expect(try await glance.end() == 0)
  }

  @Test("two sticks: a fault with its name and both ports, exit 1")
  func twoSticks() async throws {
    let cart = try EmulatedCart(["devices", "--seconds", "2", "--json"], in: try Scratch())
    try cart.bus.plug(stick: .walking())
    try cart.bus.plug("ant2", port: "1-2", address: 3, serial: "S-2", stick: .walking())
    try cart.start()
    #expect(try await cart.end() == 1)
    let stick = Self.role("stick", in: try Self.json(try #require(cart.output.all.first)))
    #expect(stick["state"] == "failed")
    #expect(stick["fault"]?["code"] == "role-ambiguous")
    let sentence = stick["fault"]?["sentence"]?.string ?? ""
    #expect(
      sentence.contains("S-1 at usb-1-1") && sentence.contains("S-2 at usb-1-2"), "\(sentence)")
  }

  @Test("watch, an object a second with what each device tells, and the button's edges")
  func watch() async throws {
    let cart = try await Self.run("watch", "--seconds", "10", "--json", in: try Scratch())
    try await cart.line(#""role":"button","state":"streaming""#)
    _ = try cart.press()
    try await cart.line(#""edges":2"#)
    #expect(try await cart.end() == 0)
    #expect(cart.output.all.count >= 3)
    let last = try Self.json(try #require(cart.output.all.last))
    let (stick, treadmill) = (Self.role("stick", in: last), Self.role("treadmill", in: last))
    #expect(stick["distance"]?["value"]?.integer ?? 0 > 0, "\(last.compactText)")
    #expect(stick["missed_packets"] == 0)
    #expect(treadmill["speed"]?["value"]?.integer == 536)
    #expect(treadmill["belt"] == "running")
    #expect(Self.role("button", in: last)["edges"] == 2)
  }

  @Test("dump, a file that is not written over, in which replay reads what the devices told")
  func dumpAndReplay() async throws {
    let scratch = try Scratch()
    let file = scratch.path + "/dump.log"
    let cart = try await Self.run("dump", "--output", file, "--seconds", "6", in: scratch)
    #expect(try await cart.end() == 0, "\(cart.output.all)")
    let frames = try Files.text(file).split(separator: "\n").count
    #expect(cart.output.all.last == "\(file): \(frames) frames")
    #expect(try !Files.text(file).contains(EmulatedCart.networkKey))
    let again = try await Walktest.run("devices", "dump", "--output", file, "--seconds", "1")
    #expect(again.status != 0)
    #expect(try again.sentence.contains(file))

    let pod = try await Walktest.run(
      "devices", "replay", file, "--driver", "ant-sdm", "--source", "1", "--json")
    let readings = try pod.lines.map(Self.json)
    let distances = readings.filter { $0["channel"] == "distance" }.compactMap {
      $0["value"]?.integer
    }
    // At 1.25 m/s, a reading about each quarter of a second.
    #expect(distances.count >= 8, "\(pod)")
    #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 <= $1 })
    let belt = try await Walktest.run(
      "devices", "replay", file, "--driver", "trackmaster", "--variant", "trackmaster-tmx",
      "--source", "3", "--json")
    let speeds = try belt.lines.map(Self.json).filter { $0["channel"] == "speed" }
    #expect(speeds.count >= 8, "\(belt)")
    // The belt begins to run when it is attached.
    #expect(speeds.suffix(5).allSatisfy { $0["value"] == 536 }, "\(belt.text)")
  }
}
