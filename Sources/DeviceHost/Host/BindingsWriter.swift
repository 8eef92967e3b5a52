import CLinuxIO
public import DeviceProtocols
import Glibc

extension DeviceBindings {
  /// The bindings as the file tells them, roles in their order.
  public var text: String {
    var lines = [
      "# Which device serves which role. Written by `walktest devices bind` and `unbind`, which do",
      "# not keep other comments; roles that are not named take the only device of their kind.",
      "# serial: the device's own number, in any socket. port: the socket, with any device in it.",
    ]
    for role in DeviceRole.allCases {
      guard let binding = roles[role] else { continue }
      lines += ["", "[\(role.rawValue)]"] + Self.lines(of: binding)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of binding: DeviceBinding) -> [String] {
    let choice = binding.choice
    var lines = ["driver = \(quoted(choice.driver.rawValue))"]
    if !choice.variant.isEmpty { lines.append("variant = \(quoted(choice.variant))") }
    switch binding.place {
    case .serial(let serial): lines.append("serial = \(quoted(serial))")
    case .port(let port): lines.append("port = \(quoted(port))")
    case nil: break
    }
    if let usb = binding.usb { lines.append("usb = \(quoted(usb.text))") }
    if choice.antDeviceNumber != 0 { lines.append("device-number = \(choice.antDeviceNumber)") }
    if !choice.contactCodes.isEmpty {
      let codes = choice.contactCodes.map(String.init).joined(separator: ", ")
      lines.append("contacts = [\(codes)]")
    }
    return lines
  }

  /// A basic string of TOML 1.0: a serial number may hold anything that a descriptor can.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// The bindings in the file at `path`; none when there is no file.
  ///
  /// - Throws: `BindingsFault`.
  public static func read(
    path: String = DeviceBindings.path, table: [DeviceDescription] = DriverTable.all
  ) throws(BindingsFault) -> DeviceBindings {
    let file = linuxio_open_for_reading(path)
    if file < 0, errno == ENOENT { return DeviceBindings() }
    guard file >= 0 else { throw fileFault(path, "cannot be read", errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while bytes.count <= 65_536 {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw fileFault(path, "cannot be read", errno) }
      guard count > 0 else {
        return try DeviceBindings(parsing: bytes, file: path, table: table)
      }
      bytes += chunk.prefix(count)
    }
    throw BindingsFault(.file, "\(path) is longer than 64 kB; it is not a file of bindings.")
  }

  /// Writes the bindings to `path`: the old file stays whole until the new one is on the disk.
  ///
  /// - Throws: `BindingsFault`.
  public func write(path: String = DeviceBindings.path) throws(BindingsFault) {
    let new = "\(path).\(getpid()).new"
    unlink(new)
    let file = linuxio_create(new, 0o644)
    guard file >= 0 else { throw Self.fileFault(path, "cannot be written", errno) }
    let bytes = Array(text.utf8)
    var isWritten = true
    var start = 0
    while isWritten, start < bytes.count {
      let rest = Array(bytes[start...])
      let count = Glibc.write(file, rest, rest.count)
      if count > 0 { start += count } else { isWritten = count < 0 && errno == EINTR }
    }
    isWritten = isWritten && fsync(file) == 0
    let number = errno
    close(file)
    guard isWritten, rename(new, path) == 0 else {
      let reason = isWritten ? errno : number
      unlink(new)
      throw Self.fileFault(path, "cannot be written", reason)
    }
    Self.syncDirectory(of: path)
  }

  private static func syncDirectory(of path: String) {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    let directory = end == path.startIndex ? "." : String(path[..<end])
    let descriptor = linuxio_open_for_reading(directory)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }

  private static func fileFault(_ path: String, _ what: String, _ number: Int32) -> BindingsFault {
    let advice = number == EACCES || number == EROFS ? "; run the command as root" : ""
    return BindingsFault(.file, "\(path) \(what): \(String(cString: strerror(number)))\(advice).")
  }
}

extension UsbID {
  /// Such as `0c45:7403`.
  var text: String {
    [vendor, product].map { value in
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 4 - digits.count) + digits
    }.joined(separator: ":")
  }
}
