/// The file of the ANT+ network key, of which only the rights are looked at and the form checked:
/// the key itself is never shown.
struct NetworkKeyCheck {
  let machine: Machine
  static let path = "/etc/walktest/ant-network-key"

  var finding: Finding {
    let path = Self.path
    guard let rights = machine.rights(path) else {
      return Finding(
        "ant-network-key", .warn,
        "There is no \(path): ANT+ foot pods and treadmills cannot be heard.",
        mend: "install -D -m 640 -o root -g walktest KEYFILE \(path)")
    }
    guard rights.owner == 0 else {
      return Finding(
        "ant-network-key", .warn, "\(path) does not belong to root.",
        mend: "chown root:walktest \(path)")
    }
    guard rights.mode & 0o027 == 0 else {
      return Finding(
        "ant-network-key", .warn,
        "\(path) can be read or changed by others than root and the group walktest.",
        mend: "chmod 640 \(path)")
    }
    guard let text = machine.line(path) else {
      return Finding(
        "ant-network-key", .unknown, "\(path) is there and is not for this user to read.")
    }
    let digits = text.filter(\.isHexDigit).count
    guard digits == 16, text.allSatisfy({ $0.isHexDigit || $0 == " " || $0 == ":" }) else {
      return Finding(
        "ant-network-key", .warn, "\(path) does not hold 16 hexadecimal digits.",
        mend: "install -D -m 640 -o root -g walktest KEYFILE \(path)")
    }
    return Finding("ant-network-key", .ok, "The ANT+ network key is set.")
  }
}
