"""House rules that neither the compiler nor swift-format holds; each finding names file and line."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FORBIDDEN = [
    (re.compile(r"\btry!"), "try! can crash the daemon"),
    (re.compile(r"\bas!\s"), "a forced cast can crash the daemon"),
    (re.compile(r"\bfatalError\("), "fatalError crashes a walk"),
    (re.compile(r"\b(TODO|FIXME|XXX)\b"), "unfinished work belongs in an issue"),
]
NEEDS_REASON = re.compile(r"@unchecked Sendable|nonisolated\(unsafe\)")
SLEEP = re.compile(r"Thread\.sleep|Task\.sleep|\busleep\(|\bsleep\(")
LONGEST_FILE = 500


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


def self_check():
    planted = "let a = try! b()\nstruct S: @unchecked Sendable {}\nlet c = d as! E\nfatalError()\n// TO" + "DO\nusleep(1)\n"
    if len(list(findings("planted", planted, True))) != 6:
        sys.exit("check-house: did not notice every planted fault")


def main():
    self_check()
    found = []
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
