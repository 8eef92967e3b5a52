import ControlSocket
import Readings

extension ControlRequest {
  /// How long a reply is waited for: opening takes the devices over, and closing seals the record.
  var patience: Microseconds {
    switch self {
    case .prepare, .close, .abandon: .seconds(30)
    default: .seconds(5)
    }
  }
}
