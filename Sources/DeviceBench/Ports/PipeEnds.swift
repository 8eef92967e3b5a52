import Glibc

/// Two descriptors as a port: the host writes into one and reads from the other.
struct PipeEnds: BenchPort {
  private let input: Int32
  private let output: Int32
  /// The flags that the descriptors had: others may share them, as a shell does its terminal.
  private var flags: (input: Int32, output: Int32)
  private(set) var isPlugged = false
  private var isClosed = false

  init(input: Int32, output: Int32) {
    self.input = input
    self.output = output
    flags = (0, 0)
  }

  var canReturn: Bool { !isClosed }
  var path: String { "" }
  var descriptors: [Int32] { isPlugged ? [input] : [] }

  mutating func plug() throws(BenchFault) {
    guard !isPlugged, !isClosed else { return }
    flags = (flagsAtFirst(input), flagsAtFirst(output))
    guard flags.input >= 0, flags.output >= 0 else {
      throw BenchFault(.system, "The descriptors to serve a device on are not open.", EBADF)
    }
    setFlags(input, flags.input | O_NONBLOCK)
    setFlags(output, flags.output | O_NONBLOCK)
    isPlugged = true
  }

  mutating func unplug() {
    guard isPlugged else { return }
    setFlags(output, flags.output)
    setFlags(input, flags.input)
    Glibc.close(input)
    if output != input { Glibc.close(output) }
    isPlugged = false
    isClosed = true
  }

  mutating func notice() -> HostPresence { HostPresence() }

  func read(limit: Int) -> PortInput { readOnce(input, limit: limit) }

  func write(_ bytes: [UInt8]) -> Int? { isPlugged ? writeAtOnce(output, bytes) : nil }

  private func flagsAtFirst(_ descriptor: Int32) -> Int32 { fcntl(descriptor, F_GETFL) }

  private func setFlags(_ descriptor: Int32, _ flags: Int32) {
    _ = fcntl(descriptor, F_SETFL, flags)
  }
}
