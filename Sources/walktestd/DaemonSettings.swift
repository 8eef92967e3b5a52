import Readings
import SessionHost

/// What the daemon was told to do, as its configuration says.
struct DaemonSettings: Sendable {
  /// The store's directory.
  var store: String
  /// The device's key, when it does not lie in the store.
  var deviceKey: String?
  /// Where the configuration of devices lies.
  var devices: DevicePaths
  /// A directory with protocols beside the shipped ones.
  var protocols: String?
  /// Where clients connect.
  var socket: String
  /// The group whose members may connect; nil for the daemon's own.
  var socketGroup: String?
  /// How much room must be free before a walk, in bytes.
  var reserveBytes: UInt64
  /// How long the daemon may have been away for a walk to go on.
  var longestGap: Microseconds
}
