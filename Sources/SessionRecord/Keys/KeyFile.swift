import Glibc
import StrictJSON

extension SigningKey {
  /// Writes the private key as a JWK to `path`, mode 0600, durably. An existing file is never
  /// replaced: a key that signed records must not vanish.
  ///
  /// - Throws: `RecordFault` `already-exists`, `not-writable`, `disk-full` and the like.
  public func save(to path: String) throws(RecordFault) {
    try DurableFile.create(path, with: privateJWK.compactBytes + [0x0A], mode: 0o600)
  }

  /// Reads the private key that `save` wrote.
  ///
  /// - Throws: `RecordFault` `key-file-permissions` when group or others may touch the file or it
  ///   belongs to another user, `file-not-regular` for a symbolic link, `key-malformed`, `json-*`.
  public init(contentsOf path: String) throws(RecordFault) {
    let file = try OpenFile.reading(path)
    let status = try file.status()
    guard status.st_mode & 0o077 == 0 else {
      throw RecordFault(
        .keyFilePermissions, at: path,
        "others may read or write this private key; run: chmod 600 \(path)")
    }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw RecordFault(.keyFilePermissions, at: path, "belongs to another user")
    }
    let bytes = try file.read(upTo: 4_096)
    let jwk = try reading(path) { () throws(JSONFault) in try StrictJSON.parse(bytes) }
    do throws(RecordFault) {
      try self.init(privateJWK: jwk)
    } catch {
      throw RecordFault(error.code, at: "\(path): \(error.place)", error.detail)
    }
  }
}
