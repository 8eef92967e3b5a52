import Foundation
import Glibc
import SessionCapture
import SessionHost
import SessionRecord
import SessionStore
import WalkProtocol

/// The store: there, writable, with room, keys that sign, and no walk left open.
struct StoreChecks {
  let option: StoreOption

  /// In the order in which each needs the one before.
  var all: [Finding] {
    let site: Site
    do {
      site = try Site(option)
    } catch {
      return [
        Finding(
          "store", .fail, "\(Complaint(error).sentence)",
          mend: "walktest keys init --store \(option.root) --study CODE --site CODE --device CODE")
      ]
    }
    return [rights(site), space(site), keys(site), openSessions(site)]
  }

  private func rights(_ site: Site) -> Finding {
    let folders = [site.archive.packages, site.archive.journals]
    guard let folder = folders.first(where: { access($0, R_OK | W_OK | X_OK) != 0 }) else {
      return Finding("store", .ok, "The store \(site.archive.root) can be written.")
    }
    return Finding(
      "store", .fail, "\(folder): \(String(cString: strerror(errno))).",
      mend: "ls -ld \(folder)")
  }

  /// The journal of the longest walk is reserved when it starts, and sealing copies it.
  private func space(_ site: Site) -> Finding {
    let longest = ShippedProtocols.all.compactMap { file in
      try? ProtocolFile.parse(file.bytes, named: file.file)
    }.map { CaptureSession.reserve(for: $0) }.max()
    var disk = statvfs()
    guard let longest, statvfs(site.archive.root, &disk) == 0 else {
      return Finding("disk", .unknown, "The room on the store's disk cannot be told.")
    }
    let free = Int(disk.f_bavail) * Int(disk.f_frsize)
    let needed = 2 * longest
    guard free >= needed else {
      return Finding(
        "disk", .fail,
        "The disk of \(site.archive.root) has \(Self.mebibytes(free)) MiB free and the longest walk "
          + "needs \(Self.mebibytes(needed, up: true)).",
        mend: "df -h \(site.archive.root)")
    }
    return Finding(
      "disk", .ok, "The disk has room for \(free / needed) walks of the longest kind.")
  }

  private static func mebibytes(_ bytes: Int, up: Bool = false) -> Int {
    (bytes + (up ? 1_048_575 : 0)) / 1_048_576
  }

  private func keys(_ site: Site) -> Finding {
    let store = site.archive.root
    guard site.keys.exists else {
      return Finding(
        "keys", .fail, "There are no keys: no walk could be signed.",
        mend: "walktest keys init --store \(store) --study CODE --site CODE --device CODE")
    }
    do {
      try site.checkDeviceKey(at: WallTime(milliseconds: try WallClock.now()))
      return Finding("keys", .ok, "The device's key can sign.")
    } catch let fault as RecordFault where fault.code == .keyFilePermissions {
      return Finding(
        "keys", .fail, "\(fault)",
        mend: "chmod 600 \(site.keys.devicePath)")
    } catch {
      return Finding(
        "keys", .fail, Complaint(error).sentence, mend: "walktest keys list --store \(store)")
    }
  }

  private func openSessions(_ site: Site) -> Finding {
    guard let journals = try? site.unsealedJournals() else {
      return Finding("sessions", .unknown, "The journals of the store cannot be listed.")
    }
    guard journals.isEmpty else {
      return Finding(
        "sessions", .fail,
        "\(journals.count) session\(journals.count == 1 ? " was" : "s were") begun and not sealed: a "
          + "walk under way, or one cut off.",
        mend: "walktest store recover --store \(site.archive.root)")
    }
    return Finding("sessions", .ok, "Every session that was begun is sealed.")
  }
}
