extension PackageVerifier {
  /// Verifies every package in `archive` and the chains they form. Directories whose names are
  /// not those of packages are left alone; a package renamed to hide it leaves a gap.
  ///
  /// - Parameter heads: Verified chain heads from elsewhere, for archives of several devices; the
  ///   head in the archive itself is used for its own device.
  /// - Throws: `RecordFault` when the archive cannot be listed.
  public func verifyAll(
    _ archive: String, heads: [ChainHead] = []
  ) throws(RecordFault) -> ArchiveVerdict {
    let names = try PackageArchive.packageNames(in: archive)
    let records = names.compactMap { try? PackageArchive.record(named: $0, in: archive) }
    let verdicts = names.map { verify("\(archive)/\($0)", siblings: records) }
    let own = ownHead(in: archive)
    var chain: [Check] = []
    var devices: [String] = []
    for sealed in records where !devices.contains(sealed.record.keyOwner) {
      devices.append(sealed.record.keyOwner)
    }
    // A head without a single record of its device: all of them were removed.
    for head in heads + [try? own.get()].compactMap({ $0 })
    where !devices.contains(head.keyOwner) { devices.append(head.keyOwner) }
    for device in devices {
      let mine = records.filter { $0.record.keyOwner == device }
      chain += ChainVerifier(records: mine).checks(head: head(of: device, heads, own))
    }
    return ArchiveVerdict(packages: verdicts, chain: chain)
  }

  private func ownHead(in archive: String) -> Result<ChainHead, RecordFault> {
    do throws(RecordFault) {
      return .success(try ChainHead(archive: archive, trust: trust))
    } catch {
      return .failure(error)
    }
  }

  private func head(
    of device: String, _ heads: [ChainHead], _ own: Result<ChainHead, RecordFault>
  ) -> Result<ChainHead, RecordFault> {
    if let given = heads.first(where: { $0.keyOwner == device }) { return .success(given) }
    if case .success(let head) = own, head.keyOwner != device {
      return .failure(RecordFault(.chainHeadMissing, at: device, "has no chain head here"))
    }
    return own
  }
}
