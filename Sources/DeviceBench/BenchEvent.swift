public import Readings

/// Where a bench plugs its device in.
public enum BenchPlace: Hashable, Sendable {
  /// A pseudo-terminal, reached through the symbolic link at `link` or, when that is nil, by its own
  /// path. The terminal hangs up when the device is unplugged; a new one takes the link afterwards.
  case terminal(link: String?)
  /// Two open descriptors, such as standard input and output, or one socket twice. The bench closes
  /// them at its end. What is once unplugged cannot come back, so the bench ends then.
  case pipes(input: Int32, output: Int32)
}

/// What a bench tells, on its own thread and in order.
public enum BenchEvent: Hashable, Sendable {
  /// The device is plugged in; a host finds it at this path (empty for pipes).
  case plugged(path: String)
  /// The device is unplugged.
  case unplugged
  /// A host has opened the terminal.
  case hostOpened
  /// The last host has closed the terminal.
  case hostClosed
  /// The host has sent these bytes.
  case received([UInt8], at: MonotonicInstant)
  /// The host was given these bytes, which were due at the instant.
  case sent([UInt8], due: MonotonicInstant)
  /// So many bytes found no room, because the host does not read.
  case overrun(bytes: Int)
  /// The bench has ended; nothing comes after this.
  case ended(BenchEnd)
}

/// Why a bench has ended.
public enum BenchEnd: Hashable, Sendable {
  /// `stop` was called.
  case stopped
  /// The host has closed its end of the pipes.
  case hostLeft
  /// The device was unplugged from pipes, which cannot be opened again.
  case unplugged
  /// The device could not be plugged in again.
  case failed(BenchFault)
}
