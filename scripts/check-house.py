"""House rules that neither the compiler nor swift-format holds; each finding names file and line."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FORBIDDEN = [
    (re.compile(r"\btry!"), "try! can crash the daemon"),
    (re.compile(r"\bas!\s"), "a forced cast can crash the daemon"),
    (re.compile(r"\bfatalError\("), "fatalError crashes a walk"),
    (re.compile(r"no_performance_analysis"), "goes round the rules of the real-time loop"),
    (re.compile(r"\b(TODO|FIXME|XXX)\b"), "unfinished work belongs in an issue"),
]
NEEDS_REASON = re.compile(r"@unchecked Sendable|nonisolated\(unsafe\)")
SLEEP = re.compile(r"Thread\.sleep|Task\.sleep|\busleep\(|\bsleep\(")
LONGEST_FILE = 500
# What may be sent to a device is spelt in these files alone, each a closed list of questions: a belt
# cannot be moved by bytes that nothing can spell. Adding a file here is a decision to be reviewed.
SPELLS_MESSAGES = {
    "ANT/Device/AntDriver+DeviceDriver.swift",
    "Buttons/ButtonMessages.swift",
    "Csafe/CsafeRequest.swift",
    "Driver/HostMessage.swift",
    "Lifespan/LifespanRequest.swift",
    "Trackmaster/TrackmasterRequest.swift",
}
MAKES_MESSAGE = re.compile(r"\bHostMessage(?:\.init)?\(|\bHostMessage\?\s*=\s*\.init\(|extension HostMessage\b")
PUBLIC_INIT = re.compile(r"\b(?:public|open|package|@usableFromInline)\b.*\binit\b")
WRITES_BYTES = re.compile(r"func send\((?!_ message: HostMessage\b)")
TESTABLE = re.compile(r"@testable\b|@_spi\b|unsafeBitCast|@_silgen_name")


def findings(path, text, is_test):
    lines = text.splitlines()
    if len(lines) > LONGEST_FILE:
        yield f"{path}: {len(lines)} lines; over {LONGEST_FILE} it is more than one idea"
    for number, line in enumerate(lines, 1):
        code = line.split("//")[0]
        for pattern, reason in FORBIDDEN:
            if pattern.search(line if "TODO" in pattern.pattern else code):
                yield f"{path}:{number}: {reason}"
        if NEEDS_REASON.search(code) and not lines[number - 2].strip().startswith("//"):
            yield f"{path}:{number}: say the invariant in a comment on the line above"
        if is_test and SLEEP.search(code):
            yield f"{path}:{number}: wait for a state, not for time"


def message_findings(path, text):
    """What could let other bytes than the closed lists out to a device; path is within Sources."""
    module, _, rest = path.as_posix().partition("/")
    for number, line in enumerate(text.splitlines(), 1):
        code = line.split("//")[0]
        where = f"Sources/{path}:{number}"
        if MAKES_MESSAGE.search(code) and (module != "DeviceProtocols" or rest not in SPELLS_MESSAGES):
            yield f"{where}: a HostMessage is made outside the closed lists of requests"
        if rest == "Driver/HostMessage.swift" and PUBLIC_INIT.search(code):
            yield f"{where}: a HostMessage that anybody can make is no promise"
        if rest.endswith("BytePort.swift") and WRITES_BYTES.search(code):
            yield f"{where}: a port sends a HostMessage and nothing else"
        if TESTABLE.search(code):
            yield f"{where}: goes round access control"


def message_self_check():
    planted = [
        ("DeviceHost/Planted.swift", "let a = HostMessage([0xA0])\n"),
        ("DeviceProtocols/Csafe/Planted.swift", "let a = HostMessage([0x85])\n"),
        ("DeviceHost/Planted.swift", "let a = HostMessage.init([0xA0])\n"),
        ("DeviceHost/Planted.swift", "extension HostMessage { }\n"),
        ("DeviceProtocols/Driver/HostMessage.swift", "  public init(_ bytes: [UInt8]) {\n"),
        ("DeviceHost/Ports/BytePort.swift", "  func send(_ bytes: [UInt8])\n"),
        ("DeviceHost/Planted.swift", "@testable import DeviceProtocols\n"),
    ]
    for path, text in planted:
        if not list(message_findings(pathlib.PurePosixPath(path), text)):
            sys.exit(f"check-house: did not notice the planted message {text!r}")


def self_check():
    planted = "let a = try! b()\nstruct S: @unchecked Sendable {}\nlet c = d as! E\nfatalError()\n// TO" + "DO\nusleep(1)\n@_semantics(\"no_performance_analysis\")\n"
    if len(list(findings("planted", planted, True))) != 7:
        sys.exit("check-house: did not notice every planted fault")


def main():
    self_check()
    message_self_check()
    found = []
    for file in sorted((ROOT / "Sources").rglob("*.swift")):
        found += message_findings(file.relative_to(ROOT / "Sources"), file.read_text(encoding="utf-8"))
    for folder in ("Sources", "Tests", "Benchmarks", "Fuzz"):
        for file in sorted((ROOT / folder).rglob("*.swift")):
            if ".build" in file.parts:
                continue
            text = file.read_text(encoding="utf-8")
            found += findings(file.relative_to(ROOT), text, folder == "Tests")
    for finding in found:
        print(f"check-house: {finding}", file=sys.stderr)
    sys.exit(1 if found else 0)


main()
