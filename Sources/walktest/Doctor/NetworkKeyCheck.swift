import DeviceHost

/// The file of the ANT+ network key. It is read as the host reads it, and never shown.
struct NetworkKeyCheck {
  let machine: Machine
  static let path = "/etc/walktest/ant-network-key"

  var finding: Finding {
    do throws(NetworkKeyFault) {
      _ = try NetworkKeyFile(path: machine.real(Self.path)).read()
      return Finding("ant-network-key", .ok, "The ANT+ network key is set.")
    } catch {
      // Without it there is no foot pod; button and timer need none.
      return Finding("ant-network-key", .warn, error.description, mend: mend(error.code))
    }
  }

  private func mend(_ code: NetworkKeyFault.Code) -> String {
    switch code {
    case .wrongOwner: "chown root:walktest \(Self.path)"
    case .wrongMode: "chmod 0640 \(Self.path)"
    case .noPermission: "chgrp walktest \(Self.path) && chmod 0640 \(Self.path)"
    case .absent, .notAFile, .wrongContent, .unreadable:
      "install -D -o root -g walktest -m 0640 KEYFILE \(Self.path)"
    }
  }
}
