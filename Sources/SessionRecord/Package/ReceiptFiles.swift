/// Puts a receipt into a sealed package: the only thing that is ever added to one.
public enum ReceiptFiles {
  /// Writes `receipt.json` and `receipt.jws` into `directory` durably and lists them in
  /// `SHA256SUMS`. Verify the receipt first (`Receipt.verified`). A newer receipt replaces an
  /// older one; a power cut in between leaves a pair that is refused and can be written again.
  ///
  /// - Throws: `RecordFault` telling how the disk failed, or `sums-wrong`.
  public static func add(
    _ bytes: [UInt8], signature: [UInt8], to directory: String
  ) throws(RecordFault) {
    let path = "\(directory)/\(SumsFile.fileName)"
    let old = try DurableFile.read(path, limit: SumsFile.largestSize)
    guard var sums = SumsFile(parsing: old) else {
      throw RecordFault(.sumsWrong, at: path, "is not readable")
    }
    try DurableFile.replace("\(directory)/receipt.json", with: bytes, mode: 0o640)
    try DurableFile.replace("\(directory)/receipt.jws", with: signature, mode: 0o640)
    sums.add("receipt.json", ContentHash(of: bytes))
    sums.add("receipt.jws", ContentHash(of: signature))
    try DurableFile.replace(path, with: sums.bytes, mode: 0o640)
  }
}
