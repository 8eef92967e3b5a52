import CLinuxIO
import Glibc

/// Where the private key is that signs the records of this device.
public enum DeviceKeyPlace: Hashable, Sendable {
  /// systemd handed it over to this process (LoadCredentialEncrypted=): the path to read.
  case credential(String)
  /// It is in systemd's store of credentials, which hands it to `walktestd` alone; its path there.
  case credentialStore(String)
  /// It is a file: the path to read.
  case file(String)

  /// The path.
  public var path: String {
    switch self {
    case .credential(let path), .credentialStore(let path), .file(let path): path
    }
  }
}

extension SiteConfiguration {
  /// Where the device's key is: handed over by systemd, else its file, else in systemd's store.
  ///
  /// - Parameters:
  ///   - credentials: the directory that systemd named, `$CREDENTIALS_DIRECTORY`.
  ///   - root: the directory that stands for `/` before systemd's store; empty but for tests.
  /// - Returns: a place at which something is; the place of the file when there is nothing anywhere.
  public func deviceKey(
    credentials: String? = environmentValue("CREDENTIALS_DIRECTORY"), root: String = ""
  ) -> DeviceKeyPlace {
    if let credentials, credentials.hasPrefix("/") {
      let path = "\(credentials)/\(keyCredential)"
      if isThere(path) { return .credential(path) }
    }
    let stores = [
      "/etc/credstore.encrypted", "/run/credstore.encrypted", "/usr/lib/credstore.encrypted",
    ]
    let stored = stores.map { "\(root)\($0)/\(keyCredential)" }.first(where: isThere)
    if !isThere(keyFile), let stored { return .credentialStore(stored) }
    return .file(keyFile)
  }

  /// Checks that there is a key for the device and that nobody else can have it.
  ///
  /// The file belongs to the account that the store belongs to: that is the account of `walktestd`,
  /// whoever asks. What the key holds is not looked at.
  ///
  /// - Throws: `ConfigurationFault` of code `keyMissing`, `keyWrongOwner`, `keyWrongMode`,
  ///   `notAFile` or `unreadable`: one sentence with the command that mends it.
  public func checkDeviceKey(
    credentials: String? = environmentValue("CREDENTIALS_DIRECTORY"), root: String = ""
  ) throws(ConfigurationFault) {
    let place = deviceKey(credentials: credentials, root: root)
    // systemd made the first itself; the second is sealed, and of use on this machine alone.
    guard case .file(let path) = place else { return }
    var status = stat()
    guard lstat(path, &status) == 0 else { throw absentKey(path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw keyFault(.notAFile, path, "is not a plain file; put the key's file itself there")
    }
    var store = stat()
    guard stat(storeDirectory, &store) == 0 else { throw absentStore(errno) }
    guard status.st_uid == store.st_uid else {
      let owner = Account.name(store.st_uid)
      throw keyFault(
        .keyWrongOwner, path,
        "belongs to \(Account.name(status.st_uid)) and the store to \(owner); run: chown "
          + "--reference=\(storeDirectory) \(path)")
    }
    guard status.st_mode & 0o077 == 0, status.st_mode & 0o400 != 0 else {
      let digits = String(status.st_mode & 0o7777, radix: 8)
      throw keyFault(
        .keyWrongMode, path,
        "has mode 0\(digits), and only its owner may read it; run: chmod 0600 "
          + path)
    }
  }

  private func absentKey(_ path: String, _ number: Int32) -> ConfigurationFault {
    guard number == ENOENT || number == ENOTDIR else {
      return keyFault(
        .unreadable, path,
        "cannot be looked at: \(String(cString: strerror(number))); run the "
          + "command as root")
    }
    return keyFault(
      .keyMissing, path,
      "is not there and systemd holds no credential \(keyCredential), so that no walk could be "
        + "signed; restore the key, or make keys once with: walktest keys init --store "
        + "\(storeDirectory) --study CODE --site CODE --device CODE")
  }

  private func absentStore(_ number: Int32) -> ConfigurationFault {
    ConfigurationFault(
      .missing, file: storeDirectory,
      sentence: "The store \(storeDirectory) cannot be looked at: "
        + "\(String(cString: strerror(number))); check store.directory.")
  }

  private func keyFault(
    _ code: ConfigurationFault.Code, _ path: String, _ rest: String
  ) -> ConfigurationFault {
    ConfigurationFault(code, file: path, sentence: "The device's key \(path) \(rest).")
  }

  private func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }
}

/// A variable of the environment; nil when it is not set or empty.
public func environmentValue(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}
