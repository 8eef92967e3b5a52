import Foundation
import StrictJSON
import Testing

@Suite("walktest simulate")
struct SimulateTests {
  static let kinds: [[String]] = [
    ["stick"], ["stick", "--treadmill", "--speed", "1.2mph", "--grade", "2.5%", "--no-pod"],
    ["trackmaster", "--variant", "woodway"], ["csafe", "--speed", "4km/h"],
    ["lifespan", "--console", "--speed", "0.5m/s"],
  ]

  @Test(
    "each kind, served until Ctrl-C: where it is, a clean end and no link left", arguments: kinds)
  func served(arguments: [String]) async throws {
    let scratch = try Scratch()
    let port = scratch.path + "/port"
    let done = try await Program.run(
      "/bin/bash",
      [
        "-c",
        """
        port=$1; shift
        coproc server { exec "$walktest" simulate "$@" --pty "$port" --for 60 --json; }
        pid=$server_PID
        exec 3<&"${server[0]}"
        while read -r -t 50 line <&3; do
          echo "$line"
          [[ $line == *'"plugged"'* ]] || continue
          [ -c "$port" ] && echo terminal
          kill -INT "$pid"
        done
        wait "$pid"; echo "$?"; [ -L "$port" ] && echo left
        """, "bash", port,
      ] + arguments, environment: ["walktest": Walktest.program])
    #expect(done.complaint.isEmpty, "\(done)")
    #expect(done.lines.count == 5)
    #expect(done.lines.first?.hasPrefix(#"{"event":"simulating","what":""#) == true)
    #expect(done.lines.dropFirst().first?.contains(#""event":"plugged""#) == true)
    #expect(done.lines.dropFirst(2) == ["terminal", #"{"event":"unplugged"}"#, "0"])
  }

  @Test("over standard input and output, a Trackmaster's answer and nothing beside it")
  func stdio() async throws {
    let done = try await Program.bash(
      #"""
      coproc server {
        exec "$walktest" simulate trackmaster --variant trackmaster-tmx --stdio --for 60 \
          2>"$TMPDIR/messages"
      }
      pid=$server_PID
      exec 3<&"${server[0]}" 4>&"${server[1]}"
      printf '\xc3' >&4
      head -c 5 <&3 | od -An -tx1
      in=${server[1]}
      exec {in}>&- 4>&-
      wait "$pid"; echo "$?"
      cat "$TMPDIR/messages"
      """#)
    #expect(
      done.lines == [
        " d3 30 30 30 30", "0", "Trackmaster TMX, FVX and TM, 4800 baud, mph", "plugged in",
        "the host left", "unplugged",
      ], "\(done)")
  }

  @Test("after the seconds of --for, a clean end")
  func seconds() async throws {
    let answer = try await Walktest.run("simulate", "stick", "--for", "1")
    #expect(answer.status == 0)
    #expect(answer.lines.count == 3)
    #expect(answer.lines.first == "ANT stick, patient 12, on the air: foot pod 13")
    #expect(answer.lines.dropFirst().first?.hasPrefix("plugged in at /dev/pts/") == true)
    #expect(answer.lines.last == "unplugged")
  }

  @Test("an interrupted device: unplugged and plugged in again behind the same link")
  func unplug() async throws {
    let scratch = try Scratch()
    let answer = try await Walktest.run(
      "simulate", "stick", "--pty", scratch.path + "/port", "--faults", "unplug=1+1", "--for", "3")
    #expect(answer.status == 0)
    let plugged = "plugged in at \(scratch.path)/port"
    #expect(answer.lines.dropFirst() == [plugged, "unplugged", plugged, "unplugged"])
  }

  @Test("the truth of a walk: zeros while the patient stands, then rising, every 250 ms")
  func truth() async throws {
    let scratch = try Scratch()
    let file = scratch.path + "/truth.csv"
    let arguments = ["simulate", "stick", "--speed", "1.2mph", "--walk-after", "2", "--for", "1"]
    #expect(try await Walktest.run(arguments + ["--truth", file]).status == 0)
    let lines = try Files.text(file).split(separator: "\n").map(String.init)
    #expect(lines.first == "time_us,distance_um,speed_mm_per_s,strides")
    #expect(lines.dropFirst().first == "0,0,0,0")
    let rows = lines.dropFirst().map(Self.numbers)
    // 2 s of standing, 900 s at most of walking and 60 s more, and the first row.
    #expect(rows.count == 3_849)
    for (row, next) in zip(rows, rows.dropFirst()) {
      try #require(row.count == 4 && next.count == 4)
      let steps: [Int64] = zip(next, row).map { $0 - $1 }
      try #require(steps[0] == 250_000)
      try #require(steps[1] >= 0 && steps[3] >= 0)
    }
    let standing = rows.prefix(9).map { $0[1] }
    #expect(standing.max() == 0)
    #expect(rows[40][1] > 3_000_000)
    // A file of someone else's is not written over.
    let again = try await Walktest.run(arguments + ["--truth", file])
    #expect(again.status == 73)
    #expect(try again.sentence.contains("exists"))
  }

  @Test(
    "what cannot be meant, 64 and what can be",
    arguments: [
      (["stick", "--speed", "1.2"], "1.2mph"), (["stick", "--speed", "1,2mph"], "1.2mph"),
      (["stick", "--speed", "-1mph"], ""), (["stick", "--speed", "99mph"], "1.2mph"),
      (["stick", "--faults", "loss=20"], "loss=20%"),
      (["stick", "--faults", "loss=101%"], "loss=20%"),
      (["stick", "--faults", "estop=60+8"], "loss, duplicates"),
      (["stick", "--faults", "unplug=60"], "unplug=60+8"), (["stick", "--treadmill"], "--speed"),
      (["stick", "--grade", "2%"], "--treadmill"), (["stick", "--for", "0"], "--for 1 to 86400"),
      (["stick", "--pty", "/tmp/x", "--stdio"], "not both"), (["trackmaster"], "--variant"),
      (["trackmaster", "--variant", "kettler"], "no variant `kettler`"),
      (["trackmaster", "--variant", "woodway", "--faults", "skew=4"], "estop, unplug"),
      (["lifespan", "--grade", "1%"], "no incline"), (["lifespan", "--steps", "65536"], "steps"),
      (["csafe", "--faults", "loss"], "loss=20%"), (["kettler"], "kettler"),
    ])
  func badInput(arguments: [String], hint: String) async throws {
    let answer = try await Walktest.run(["simulate"] + arguments + ["--for", "1"])
    #expect(answer.status == 64, "\(answer)")
    #expect(answer.output.isEmpty)
    #expect(answer.complaint.contains(hint), "\(answer.complaint)")
  }

  @Test("a path that is a file, or lies nowhere, 73 and nothing is touched")
  func badPath() async throws {
    let scratch = try Scratch()
    try Files.write("mine", to: scratch.path + "/file")
    let file = try await Walktest.run("simulate", "stick", "--pty", scratch.path + "/file")
    #expect(file.status == 73)
    #expect(try file.sentence.contains("is no link to a pseudo-terminal"))
    #expect(try Files.text(scratch.path + "/file") == "mine")
    let nowhere = try await Walktest.run("simulate", "stick", "--pty", scratch.path + "/no/port")
    #expect(nowhere.status == 73)
    #expect(try nowhere.sentence.contains("No such file or directory"))
  }

  private static func numbers(_ line: String) -> [Int64] {
    line.split(separator: ",").compactMap { Int64($0) }
  }
}
