import Foundation
import StrictJSON
import Testing

@Suite(
  "walktest on a disk that is full or read-only", .serialized,
  .enabled(if: MountedDisk.canMount, "needs root and mount"))
struct FullDiskTests {
  @Test("a disk that fills up in mid-walk, the walk sealed in the room that its journal reserved")
  func filledWhileWalking() async throws {
    let disk = try await MountedDisk(size: "40m")
    defer { disk.unmount() }
    let store = disk.path + "/store"
    let walk = try await Program.bash(
      """
      "$walktest" demo --seed 3 --speed 100x --store "$1/store" >/dev/null & demo=$!
      while ! ls "$1"/store/packages 2>/dev/null | grep -q _; do sleep 0.05; done
      free=$(df --output=avail -k "$1" | tail -1)
      head -c $(( (free - 8) * 1024 )) /dev/zero > "$1/filler"
      wait $demo; echo $?
      """, disk.path)
    #expect(walk.lines == ["0"], "\(walk)")
    #expect(try await Walktest.run("verify", "--all", "--store", store).status == 0)
    #expect(try Files.names(store + "/journals").isEmpty)
  }

  @Test(
    "a disk full while sealing, the walk kept in its journal, sealed once there is room",
    arguments: [120, 320, 520])
  func sealing(spare: Int) async throws {
    let store = try await DemoStore.copy()
    let disk = try await packagesOnTheirOwnDisk(store)
    defer { disk.unmount() }
    try await disk.fill(sparing: spare)
    let walk = try await store.run("demo", "--seed", "3", "--json")
    #expect(walk.status == 73, "\(walk)")
    let sentence = try walk.sentence
    #expect(sentence.contains("The disk is full"))
    #expect(sentence.contains("The walk is kept in \(store.root)/journals/"))
    #expect(sentence.contains("walktest store recover --store \(store.root)"))
    try await expectOnlyWholePackages(store, count: 3)
    let early = try await store.refusal("store", "recover", status: 73)
    #expect(early.contains("The disk is full"))
    try await expectOnlyWholePackages(store, count: 3)
    #expect(try Files.names(store.root + "/journals").count == 1)

    try await disk.remount("size=16m")
    let recovered = try await store.run("store", "recover")
    #expect(recovered.status == 0, "\(recovered)")
    #expect(recovered.text.contains("was complete and is sealed"))
    #expect(try Files.names(store.root + "/journals").isEmpty)
    try await expectOnlyWholePackages(store, count: 4)
    let list = try await store.run("sessions", "list", "--json").json
    #expect(list.array?.allSatisfy { $0["state"] == "closed" } == true)
    #expect(try await store.run("store", "status").status == 0)
  }

  @Test("a disk full before the opening is signed, no walk begins and nothing needs sealing")
  func opening() async throws {
    let store = try await DemoStore.copy()
    let disk = try await packagesOnTheirOwnDisk(store)
    defer { disk.unmount() }
    try await disk.fill(sparing: 8)
    let sentence = try await store.refusal("demo", "--seed", "3", "--json", status: 73)
    #expect(sentence.contains("The disk is full"))
    try await expectOnlyWholePackages(store, count: 2)
    try await disk.remount("size=16m")
    let recovered = try await store.run("store", "recover")
    #expect(recovered.status == 0)
    #expect(recovered.text.contains("ended before a walk could start"))
    try await expectOnlyWholePackages(store, count: 2)
    #expect(try await store.run("store", "status").status == 0)
  }

  @Test("a disk too small for a walk, refused before it begins")
  func tooSmall() async throws {
    let disk = try await MountedDisk(size: "1m")
    defer { disk.unmount() }
    let sentence = try await Walktest.refusal(
      "demo", "--seed", "3", "--json", "--store", disk.path + "/s", status: 73)
    #expect(sentence.contains("free space on the disk before a walk"))
    #expect(try Files.names(disk.path + "/s/packages").isEmpty)
    #expect(try Files.names(disk.path + "/s/journals").isEmpty)
  }

  @Test("an export or its redirection to a full disk, 73 and no half table")
  func export() async throws {
    let store = try await DemoStore.copy()
    let disk = try await MountedDisk(size: "16k")
    defer { disk.unmount() }
    let sentence = try await store.refusal(
      "export", "report", try store.session, "-o", disk.path + "/r.html", status: 73)
    #expect(sentence.contains("No space left on device"))
    #expect(try Files.names(disk.path).isEmpty)
    for arguments in ["export csv", "protocols list", "verify --all", "sessions list --json"] {
      let store = arguments.hasPrefix("protocols") ? "" : "--store '\(store.root)'"
      let cut = try await Program.bash("\"$walktest\" \(arguments) \(store) >/dev/full")
      #expect(cut.status == 73, "\(arguments)")
      #expect(cut.complaint.contains("The output is cut off: No space left on device."))
    }
  }

  @Test("a store on a disk mounted read-only, one sentence for what writes, and reading works")
  func readOnly() async throws {
    let store = try await DemoStore.copy()
    let disk = try await MountedDisk(size: "40m")
    defer { disk.unmount() }
    let path = disk.path + "/store"
    #expect(try await Program.run("/bin/cp", ["-a", store.root, path]).status == 0)
    try await disk.remount("ro")
    for (arguments, status): ([String], Int32) in [
      (["demo", "--seed", "3"], 73), (["sync"], 74), (["store", "recover"], 73),
      (["store", "reindex"], 73),
      (["keys", "init", "--study", "WTT", "--site", "001", "--device", "wt01"], 73),
    ] {
      let answer = try await Walktest.run(arguments + ["--store", path])
      #expect(answer.status == status, "\(arguments) \(answer)")
      _ = try answer.sentence
    }
    let verify = try await Walktest.run("verify", "--all", "--store", path)
    #expect(verify.status == 0, "\(verify)")
    let export = try await Walktest.run("export", "csv", "--store", path)
    #expect(export.status == 0)
    let rows = try await store.run("export", "csv")
    #expect(export.output == rows.output)
  }

  /// Puts the packages on a small disk; index, keys and journals stay where there is room.
  private func packagesOnTheirOwnDisk(_ store: StoreCopy) async throws -> MountedDisk {
    let packages = store.root + "/packages"
    try FileManager.default.moveItem(atPath: packages, toPath: store.beside("aside"))
    try FileManager.default.createDirectory(
      atPath: packages, withIntermediateDirectories: false)
    let disk = try await MountedDisk(size: "4m", at: packages)
    let copied = try await Program.run("/bin/cp", ["-a", store.beside("aside") + "/.", packages])
    try #require(copied.status == 0, "\(copied.complaint)")
    return disk
  }

  /// Nothing half written under a final name: every package verifies.
  private func expectOnlyWholePackages(_ store: StoreCopy, count: Int) async throws {
    #expect(try store.names.count == count)
    let verify = try await store.run("verify", "--all")
    #expect(verify.status == 0, "\(verify)")
    #expect(try Files.names(store.root + "/packages").allSatisfy { !$0.hasPrefix(".") })
  }
}
