import Foundation
import Testing

/// `walktest devices bind` and `unbind`, which look at no device.
@Suite("walktest devices bind")
struct BindTests {
  @Test("bound and unbound, the file says it, other roles stay and anyone may read it")
  func file() async throws {
    let scratch = try Scratch()
    let file = scratch.path + "/devices.toml"
    let bound = try await Walktest.run(
      "devices", "bind", "treadmill", "--driver", "trackmaster", "--variant", "ge-t2100",
      "--serial", #"TM"1\2"#, "--devices", file)
    #expect(bound.status == 0, "\(bound)")
    #expect(bound.text == "\(file): treadmill is read by trackmaster (ge-t2100).\n")
    let second = try await Walktest.run(
      "devices", "bind", "stick", "--driver", "ant-sdm", "--port", "usb-1-1.2",
      "--device-number", "4711", "--devices", file)
    #expect(second.status == 0, "\(second)")
    let lines = try Files.text(file).split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(
      Set(lines) == [
        "[stick]", #"driver = "ant-sdm""#, #"port = "usb-1-1.2""#, "device-number = 4711",
        "[treadmill]", #"driver = "trackmaster""#, #"variant = "ge-t2100""#,
        #"serial = "TM\"1\\2""#,
      ])
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o644)
    let gone = try await Walktest.run("devices", "unbind", "treadmill", "--devices", file)
    #expect(gone.status == 0 && gone.text == "\(file): treadmill is bound no more.\n")
    #expect(try !Files.text(file).contains("treadmill"))
    #expect(try Files.text(file).contains("4711"))
    let again = try await Walktest.run("devices", "unbind", "treadmill", "--devices", file)
    #expect(again.status == 66)
    #expect(try again.sentence.contains("binds no treadmill"))
  }

  struct Refusal: CustomTestStringConvertible {
    var arguments: [String]
    var status: Int32
    var part: String
    var testDescription: String { arguments.joined(separator: " ") }
  }

  private static let belt = ["treadmill", "--driver", "trackmaster"]
  static let refusals = [
    Refusal(
      arguments: belt + ["--variant", "kettler", "--serial", "1"], status: 64, part: "ge-t2100"),
    Refusal(arguments: belt + ["--serial", "1"], status: 64, part: "--variant"),
    Refusal(
      arguments: belt + ["--variant", "ge-t2100", "--serial", "1", "--port", "usb-1-1"], status: 64,
      part: "not by both"),
    Refusal(
      arguments: belt + ["--variant", "ge-t2100"], status: 64, part: "--serial"),
    Refusal(arguments: ["belt", "--driver", "trackmaster"], status: 64, part: "treadmill"),
    Refusal(arguments: ["stick", "--driver", "trackmaster"], status: 64, part: "ant-sdm"),
    Refusal(
      arguments: ["stick", "--driver", "ant-sdm", "--variant", "x"], status: 64,
      part: "no variants"),
    Refusal(
      arguments: belt + ["--variant", "ge-t2100", "--serial", "1", "--device-number", "3"],
      status: 64, part: "device-number"),
    Refusal(
      arguments: ["button", "--driver", "button", "--usb", "c45:7403"], status: 64, part: "usb"),
  ]

  @Test("what cannot be meant, 64 with what can be, and no file", arguments: refusals)
  func refused(_ refusal: Refusal) async throws {
    let scratch = try Scratch()
    let file = scratch.path + "/devices.toml"
    let answer = try await Walktest.run(
      ["devices", "bind"] + refusal.arguments + ["--devices", file])
    #expect(answer.status == refusal.status, "\(answer)")
    #expect(answer.complaint.contains(refusal.part), "\(answer.complaint)")
    #expect(answer.output.isEmpty && !Files.exists(file))
  }

  @Test("a file that cannot be written, or is no bindings, one sentence and nothing changed")
  func unwritable() async throws {
    let scratch = try Scratch()
    let arguments = ["devices", "bind", "stick", "--driver", "ant-sdm", "--devices"]
    let nowhere = try await Walktest.run(arguments + [scratch.path + "/none/devices.toml"])
    #expect(nowhere.status != 0)
    #expect(try nowhere.sentence.contains("none/devices.toml"))
    let file = scratch.path + "/devices.toml"
    try Files.write("[stick]\ndrvier = \"ant-sdm\"\n", to: file)
    let broken = try await Walktest.run(arguments + [file])
    #expect(broken.status != 0)
    #expect(try broken.sentence.contains("drvier"))
    #expect(try Files.text(file) == "[stick]\ndrvier = \"ant-sdm\"\n")
  }
}
