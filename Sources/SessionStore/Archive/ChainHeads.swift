public import SessionRecord

/// One chain of records: which device wrote it, and which of its chains it is.
public struct ChainIdentity: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The study's code.
  public var study: String
  /// The site's code.
  public var site: String
  /// The device's code.
  public var device: String
  /// Which chain of the device, from 1.
  public var epoch: Int64

  /// A chain's identity.
  public init(study: String, site: String, device: String, epoch: Int64) {
    self.study = study
    self.site = site
    self.device = device
    self.epoch = epoch
  }

  /// The chain that a record belongs to.
  public init(of record: SessionRecord) {
    self.init(
      study: record.study, site: record.site, device: record.device, epoch: record.position.epoch)
  }

  /// `study/site/device epoch N`
  public var description: String { "\(study)/\(site)/\(device) epoch \(epoch)" }

  /// By study, site, device and epoch.
  public static func < (left: ChainIdentity, right: ChainIdentity) -> Bool {
    (left.study, left.site, left.device, left.epoch)
      < (right.study, right.site, right.device, right.epoch)
  }
}

extension Archive {
  /// The newest record of a chain as the packages on this disk show it; nil when there is none.
  ///
  /// - Throws: `StoreFault`: `store-chain-forked` when two packages claim the newest place, or as
  ///   `package(_:)`.
  public func newestPackage(of chain: ChainIdentity) throws(StoreFault) -> ArchivedPackage? {
    let origin = "\(chain.study)-\(chain.site)-\(chain.device)"
    let names = try listing().packages.filter {
      $0.origin == origin && $0.epoch == chain.epoch
    }
    var newest: ArchivedPackage?
    // Codes may contain `-`, so two devices can share a package name's beginning: the record decides.
    for name in names.reversed() {
      if let newest, newest.name.seq != name.seq { return newest }
      let package = try package(name)
      guard ChainIdentity(of: package.record) == chain else { continue }
      if let newest {
        throw StoreFault(.chainForked, at: chain.description, "\(newest.name) and \(name)")
      }
      newest = package
    }
    return newest
  }

  /// The position that the next record of a chain takes.
  ///
  /// - Parameter head: The device's own verified statement of its newest record, when there is one;
  ///   nothing else could tell that the newest package was taken away.
  /// - Throws: `StoreFault` `store-chain-cut` when the head names a record that the packages lack,
  ///   or as `newestPackage(of:)`.
  public func nextPosition(
    of chain: ChainIdentity, head: ChainHead? = nil
  ) throws(StoreFault) -> ChainPosition {
    let newest = try newestPackage(of: chain)
    let seq = newest?.record.position.seq ?? 0
    if let head, ChainIdentity(of: head) == chain {
      // A power cut between sealing and writing the head leaves a head that is one behind.
      let isKnown = head.seq < seq || (head.seq == seq && head.recordHash == newest?.sealed.hash)
      guard isKnown else {
        throw StoreFault(
          .chainCut, at: chain.description, "the newest was \(head.seq), on the disk is \(seq)")
      }
    }
    guard let newest else { return .first(epoch: chain.epoch) }
    return ChainPosition(epoch: chain.epoch, seq: seq &+ 1, prev: newest.sealed.hash)
  }
}

extension ChainIdentity {
  /// The chain that a head is about.
  public init(of head: ChainHead) {
    self.init(study: head.study, site: head.site, device: head.device, epoch: head.epoch)
  }
}
