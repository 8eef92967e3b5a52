"""Holds the module graph to scripts/module-layers.txt: imports go down, and pure modules stay pure."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PURE = {"StrictJSON", "Readings", "WalkProtocol", "DeviceProtocols", "DeviceSimulator"}
# Runs where nothing may allocate or lock: what it may import is as narrow as for a pure module.
REAL_TIME = {"SampleLoop"}
IMPURE = {"Foundation", "FoundationEssentials", "Glibc", "Dispatch", "SystemPackage", "GRDB", "Crypto"}
IMPORT = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public\s+|internal\s+|package\s+|private\s+|fileprivate\s+)?import\s+(?:\w+\s+)?(\w+)", re.M)


def layers(text):
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {name: depth for depth, line in enumerate(lines) for name in line.split()}


def faults(sources, layer_of):
    """Yields a sentence for each import that goes sideways or up; sources is (module, file, text)."""
    for module, file, text in sources:
        if module not in layer_of:
            yield f"{file}: module {module} is not in scripts/module-layers.txt"
            continue
        for imported in IMPORT.findall(text):
            if imported in layer_of and layer_of[imported] >= layer_of[module]:
                yield f"{file}: {module} imports {imported}, which is not below it"
            if module in PURE and imported in IMPURE:
                yield f"{file}: {module} is pure and imports {imported}"
            if module in REAL_TIME and imported in IMPURE:
                yield f"{file}: {module} is for the real-time thread and imports {imported}"


def read_sources():
    for file in sorted(ROOT.glob("Sources/*/**/*.swift")):
        relative = file.relative_to(ROOT)
        yield relative.parts[1], relative, file.read_text(encoding="utf-8")


def self_check(layer_of):
    """A check that cannot fail is none: planted faults must be found."""
    planted = [
        ("Readings", "planted.swift", "public import SessionRecord\n"),
        ("WalkProtocol", "planted.swift", "import DeviceProtocols\n"),
        ("WalkProtocol", "planted.swift", "import Foundation\n"),
        ("SampleLoop", "planted.swift", "import Glibc\n"),
        ("SessionStore", "planted.swift", "@testable import TrialSync\n"),
    ]
    for fault in planted:
        if not list(faults([fault], layer_of)):
            sys.exit(f"check-imports: did not notice the planted fault {fault}")


def main():
    layer_of = layers((ROOT / "scripts/module-layers.txt").read_text(encoding="utf-8"))
    self_check(layer_of)
    found = list(faults(read_sources(), layer_of))
    for fault in found:
        print(f"check-imports: {fault}", file=sys.stderr)
    sys.exit(1 if found else 0)


main()
