import Foundation
import Testing

/// The loop in a process of its own.
@Suite("Sample loop in its own process", .serialized)
struct LoopProbeTests {
  private static let bundle = URL(filePath: CommandLine.arguments.first ?? "")
    .deletingLastPathComponent()
  /// A sanitizer answers mlockall itself and takes the place of malloc.
  private static let isSanitized =
    dlsym(nil, "__tsan_init") != nil || dlsym(nil, "__asan_init") != nil

  private static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func run(
    _ program: URL, _ arguments: [String], preload: String = "", showsErrors: Bool = true
  ) throws -> (status: Int32, numbers: [String: Int64]) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/timeout")
    process.arguments =
      ["60", "/usr/bin/env", "LD_PRELOAD=\(preload)", program.path] + arguments
    process.standardOutput = output
    if !showsErrors { process.standardError = FileHandle.nullDevice }
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    var numbers: [String: Int64] = [:]
    for word in text.split(whereSeparator: \.isWhitespace) {
      let sides = word.split(separator: "=")
      if sides.count == 2 { numbers[String(sides[0])] = Int64(sides[1]) }
    }
    return (process.terminationStatus, numbers)
  }

  private var probe: URL { Self.bundle.appending(path: "LoopProbe") }

  @Test("without the right to SCHED_FIFO, locked memory or wakeful processors, each refusal is told")
  func unprivileged() throws {
    let (status, numbers) = try run(probe, ["unprivileged"])
    if status == 77 { try Test.cancel("this process cannot give up its privileges") }
    #expect(status == 0)
    #expect(numbers["scheduling"] == Int64(EPERM))
    if !Self.isSanitized { #expect(numbers["memory"] == Int64(EPERM)) }
    #expect(numbers["wakefulness"] == Int64(EACCES))
    #expect(numbers["priority"] == 0)
    #expect(numbers["ended"] == 1)
    #expect((numbers["samples"] ?? 0) > 0)
    #expect(numbers["samples"] == numbers["ticks"])
  }

  @Test(
    "1 000 ticks under the allocation counter, nothing allocates; a planted fault is counted",
    .disabled(if: isSanitized, "a sanitizer takes the place of malloc"))
  func allocations() throws {
    let folder = URL.temporaryDirectory.appending(path: "loop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let counter = try library("malloc-count", in: folder)
    let sound = try run(probe, ["run", "1000", "1000"], preload: counter)
    #expect(sound.status == 0)
    #expect(sound.numbers["allocations"] == 0)
    #expect((sound.numbers["counted"] ?? 0) > 0)
    #expect(sound.numbers["lost"] == 0)

    let planted = try library("planted-fault", in: folder)
    let faulty = try run(probe, ["run", "1000", "1000"], preload: "\(planted):\(counter)")
    #expect(faulty.status == 0)
    let ticks = try #require(faulty.numbers["counted"])
    #expect(ticks > 0)
    // At most one sleep is under way at each end of the count.
    #expect((faulty.numbers["allocations"] ?? 0) >= ticks - 1)
  }

  @Test(
    "an array, a lock or a print planted into the loop's source, the compiler refuses it",
    arguments: [
      "var planted: [Int64] = []; planted.append(woke); gap.lost &+= planted[0]",
      "Mutex(0).withLock { $0 += 1 }",
      "print(woke)",
    ])
  func planted(fault: String) throws {
    let folder = URL.temporaryDirectory.appending(path: "loop-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let module = Self.package.appending(path: "Sources/SampleLoop")
    let body = try String(contentsOf: module.appending(path: "LoopBody.swift"), encoding: .utf8)
    let place = "    let woke = realtime_now_ns()\n"
    try #require(body.contains(place))
    let others = try FileManager.default.contentsOfDirectory(atPath: module.path)
      .filter { $0 != "LoopBody.swift" }.map { module.appending(path: $0).path }
    func compile(_ source: String, isSound: Bool) throws -> Int32 {
      let file = folder.appending(path: "LoopBody.swift")
      try Data(source.utf8).write(to: file)
      return try run(
        URL(filePath: "/usr/bin/env"),
        ["swiftc", "-swift-version", "6", "-wmo", "-emit-sil", "-module-name", "SampleLoop"]
          + ["-I", Self.bundle.appending(path: "Modules").path, "-o", "/dev/null"]
          + ["-Xcc", "-fmodule-map-file=\(map.path)", file.path] + others, showsErrors: isSound
      ).status
    }
    try #require(try compile(body, isSound: true) == 0)
    let planted = body.replacing(place, with: place + "    \(fault)\n")
    #expect(try compile(planted, isSound: false) == 1)
  }

  private var map: URL { Self.bundle.appending(path: "CRealTime.build/module.modulemap") }

  /// Compiles a library of Benchmarks/malloc-count.
  private func library(_ name: String, in folder: URL) throws -> String {
    let source = Self.package.appending(path: "Benchmarks/malloc-count/\(name).c")
    let path = folder.appending(path: "\(name).so").path
    let built = try run(
      URL(filePath: "/usr/bin/cc"), ["-O2", "-shared", "-fPIC", "-o", path, source.path])
    try #require(built.status == 0)
    return path
  }
}
