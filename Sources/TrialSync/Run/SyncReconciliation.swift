public import SessionRecord
public import SessionStore

/// The comparison of this archive with the trial database, record by record and by hash (counts
/// and hashes on both sides).
public struct SyncReconciliation: Hashable, Sendable {
  /// The comparison of one chain.
  public struct Chain: Hashable, Sendable {
    /// Which chain.
    public var chain: ChainIdentity
    /// How many records are here.
    public var here = 0
    /// How many records are there.
    public var there = 0
    /// Of those there, how many are in quarantine.
    public var quarantined = 0
    /// Packages that are only here.
    public var onlyHere: [PackageName] = []
    /// Of those, packages for which this archive holds a receipt: the trial database lost them.
    public var lostThere: [PackageName] = []
    /// Records that are only there: this archive lost them.
    public var onlyThere: [ContentHash] = []
    /// Packages that are on both sides without a receipt here.
    public var unacknowledged: [PackageName] = []

    /// Whether both sides hold the same records and this one has the receipts.
    public var agrees: Bool { onlyHere.isEmpty && onlyThere.isEmpty && unacknowledged.isEmpty }

    /// Compares the two sides of one chain.
    init(_ chain: ChainIdentity, here records: [IndexedRecord], there entries: [TrialEntry]) {
      self.chain = chain
      here = records.count
      there = entries.count
      quarantined = entries.count(where: \.isQuarantined)
      let known = Set(entries.map(\.hash))
      for record in records {
        let hasReceipt = record.state.name == .acknowledged || record.state.name == .conflict
        switch (known.contains(record.hash), hasReceipt) {
        case (true, true): break
        case (true, false): unacknowledged.append(record.package)
        case (false, let hasReceipt):
          onlyHere.append(record.package)
          if hasReceipt { lostThere.append(record.package) }
        }
      }
      let local = Set(records.map(\.hash))
      onlyThere = entries.map(\.hash).filter { !local.contains($0) }
    }
  }

  /// One comparison per chain.
  public let chains: [Chain]

  /// Whether every chain agrees.
  public var agrees: Bool { chains.allSatisfy(\.agrees) }

  /// Compares every chain that `index` knows with `database`.
  ///
  /// - Parameter expected: Chains to compare although the index has no record of them.
  /// - Throws: `StoreFault`, or what `database` throws.
  public init(
    index: ArchiveIndex, database: any TrialDatabase, expected: Set<ChainIdentity> = []
  ) async throws {
    let records = Dictionary(grouping: try index.records(), by: \.chain)
    var chains: [Chain] = []
    for chain in expected.union(records.keys).sorted() {
      chains.append(
        Chain(
          chain, here: records[chain] ?? [], there: try await database.entries(of: chain)))
    }
    self.chains = chains
  }
}
