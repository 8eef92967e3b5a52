import ArgumentParser
import DeviceBench
import DeviceProtocols
import DeviceSimulator
import Foundation
import Readings
import SessionHost

/// `walktest simulate usb`: whole USB devices for a real kernel.
struct SimulateUsbCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usb", abstract: "USB devices that a Linux kernel takes for real ones.",
    discussion: """
      The devices answer descriptors, control requests and transfers over USB/IP, so that the \
      kernel's own drivers, udev and any program meet them as if somebody had plugged them in.

      With --vhci they are plugged into this machine's virtual controller (modprobe vhci-hcd, as \
      root). With --tcp another machine takes them, or this one:
        usbip list -r 127.0.0.1
        usbip attach -r 127.0.0.1 -b 1-2

      COMMANDS, one a line, on the control socket or with --control - on standard input
        plug NAME, unplug NAME    somebody plugs it in or pulls it out
        press, hold MS            a foot on the switch
        walk, stand               the subject walks and the belt runs; the belt is stopped
        visit                     a whole test: START, the walk, a press for each symptom
        status, quit

      EXAMPLES
        walktest simulate usb --vhci --control /run/bench.sock
        walktest simulate usb --devices stick --tcp 3240 --walk-script visit.txt
      """)

  @Option(help: "Which devices lie on the bench: stick, treadmill, footswitch; with commas.")
  var devices = UsbDeviceList.all
  @Flag(help: "Plug them into this machine's virtual controller.") var vhci = false
  @Option(
    name: [.customLong("tcp"), .customLong("usbip")],
    help: ArgumentHelp("Let hosts take them over TCP.", valueName: "port"))
  var port: UInt16?
  @Option(help: "The address to listen on; anybody who reaches it can take the devices.")
  var address = "127.0.0.1"
  @Option(
    name: .customLong("control"),
    help: ArgumentHelp("Take commands at this socket, or - for standard input.", valueName: "path"))
  var controlPath: String?
  @Option(
    help: ArgumentHelp("Lines of SECONDS COMMAND, from the beginning.", valueName: "file"))
  var walkScript: String?
  @Flag(help: "Leave the devices unplugged until a command plugs them in.") var unplugged = false
  @OptionGroup var walker: WalkerOptions
  @Option(
    help: "The speed of the belt and of the patient on it, as 0.5m/s or 2km/h; 1.2mph if not given."
  )
  var speed: SpeedArgument?
  @Option(
    name: .customLong("treadmill"),
    help: "Which treadmill of the Trackmaster family; see `walktest devices supported`.")
  var treadmill = TrackmasterVariant.trackmasterTMX.id
  @Option(help: FaultList.help(SimulateStickCommand.known)) var faults: FaultList?

  func validate() throws {
    guard vhci || port != nil else { throw ValidationError("Give --vhci, --tcp PORT or both.") }
  }

  func run() async throws {
    try await answering {
      do {
        try serve()
      } catch let fault as UsbIpFault {
        throw Complaint(fault.description, fault.code == .noController ? .notSetUp : .inputOutput)
      }
    }
  }

  private func serve() throws {
    let now = BenchClock.now
    // 1.2 mph, the first speed of Deen 1995.
    let pace = speed?.speed ?? MillimetresPerSecond(536)
    let patient = walker.walker(pace: .treadmill(pace))
    guard let variant = TrackmasterVariant.named(treadmill) else {
      let names = TrackmasterVariant.all.map(\.id).joined(separator: ", ")
      throw Complaint("There is no treadmill \(treadmill); give one of \(names).", .usage)
    }
    let all = UsbBenchDevices(
      devices.kinds, seed: walker.seed, patient: patient, beltSpeed: pace,
      variant: variant, faults: try SimulateStickCommand.stickFaults(faults, from: now), at: now)
    let bench = UsbBench(all) { Console.complain("bench: \($0)") }
    if vhci { try bench.useController() }
    if let port {
      Console.complain(
        "bench: listening on \(address):\(try bench.listen(port: port, address: address))")
    }
    switch controlPath {
    case "-": bench.takeCommands(from: STDIN_FILENO, answersTo: STDOUT_FILENO)
    case let path?: try bench.takeCommands(at: path)
    case nil: break
    }
    if !unplugged {
      for device in all.all { _ = bench.obey(.plug(device.name), at: now) }
    }
    if let walkScript { bench.follow(try script(walkScript)) }
    while bench.isRunning { bench.turn() }
  }

  private func script(_ path: String) throws -> UsbBenchScript {
    try UsbBenchScript(String(contentsOfFile: path, encoding: .utf8))
  }
}

/// Devices on the command line, with commas.
struct UsbDeviceList: ExpressibleByArgument, Equatable {
  var kinds: [UsbBenchKind]

  static let all = UsbDeviceList(kinds: UsbBenchKind.allCases)

  init(kinds: [UsbBenchKind]) { self.kinds = kinds }

  init?(argument: String) {
    kinds = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let kind = UsbBenchKind(rawValue: String(word)) else { return nil }
      kinds.append(kind)
    }
  }

  var defaultValueDescription: String { kinds.map(\.rawValue).joined(separator: ",") }
}
