/// What lies in an archive's `packages`, by name alone; nothing is opened.
public struct ArchiveListing: Hashable, Sendable {
  /// Something that is no package.
  public struct Stranger: Hashable, Sendable {
    /// Why it is no package.
    public enum Reason: String, Sendable {
      /// A file, or a symbolic link, which could lead out of the archive.
      case notADirectory = "not-a-directory"
      /// Its name is not one that walktest gives.
      case nameNotAllowed = "name-not-allowed"
    }
    /// Its name.
    public var name: String
    /// Why it is no package.
    public var reason: Reason

    /// A stranger called `name`.
    public init(name: String, reason: Reason) {
      self.name = name
      self.reason = reason
    }
  }

  /// The packages by origin, then in the order of the chain.
  public var packages: [PackageName]
  /// Directories `.sealing-*` that a power cut left behind; their sessions are recovered from the
  /// journal, and they are never records.
  public var leftovers: [String]
  /// What does not belong there; never opened.
  public var strangers: [Stranger]
}

extension Archive {
  /// The device's own statement of its newest record, which stands next to the packages.
  static let headFiles: Set = ["chain-head.json", "chain-head.jws"]
  /// How the directory in which a package is being sealed begins.
  public static let sealingPrefix = ".sealing-"

  /// Lists the packages.
  ///
  /// - Throws: `StoreFault` when the directory cannot be read.
  public func listing() throws(StoreFault) -> ArchiveListing {
    var listing = ArchiveListing(packages: [], leftovers: [], strangers: [])
    for name in try ArchiveFiles.names(in: packages) {
      let kind = try ArchiveFiles.kind(of: packages + "/" + name)
      guard kind == .directory else {
        if kind == .file, Self.headFiles.contains(name) { continue }
        listing.strangers.append(.init(name: name, reason: .notADirectory))
        continue
      }
      if let package = PackageName(name) {
        listing.packages.append(package)
      } else if name.hasPrefix(Self.sealingPrefix) {
        listing.leftovers.append(name)
      } else {
        listing.strangers.append(.init(name: name, reason: .nameNotAllowed))
      }
    }
    listing.packages.sort()
    return listing
  }

  /// The one package whose name or session begins with `prefix`, or of several of one session the
  /// last.
  ///
  /// - Throws: `StoreFault`: `store-not-found`, or `store-ambiguous` when sessions differ.
  public func package(beginning prefix: String) throws(StoreFault) -> PackageName {
    let found = try listing().packages.filter {
      $0.description.hasPrefix(prefix) || $0.session.hasPrefix(prefix)
    }
    guard !prefix.isEmpty, let last = found.last else { throw StoreFault(.notFound, at: prefix) }
    guard Set(found.map(\.session)).count == 1 else {
      throw StoreFault(.ambiguous, at: prefix, "\(found.count) packages begin like that")
    }
    return last
  }
}
