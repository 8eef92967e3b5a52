"""Runs the measurements in turns with their references and holds the ratios to thresholds.json.

A ratio is the median over pairs: ours and the reference's, one directly after the other, so that a
busy moment of the machine falls on both.
"""

import json
import os
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys
import time

import daemon
import realtime

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / ".build-bench"
PROGRAM = ROOT / ".build/release/WalktestBenchmarks"
COUNTER = WORK / "malloc-count.so"
THRESHOLDS = json.loads((ROOT / "Benchmarks/thresholds.json").read_text(encoding="utf-8"))
STREAM_BYTES = 50_000_000
failures = []


def measure(*arguments, counted=False):
    environment = dict(os.environ)
    if counted:
        environment["LD_PRELOAD"] = str(COUNTER)
    done = subprocess.run(
        [str(part) for part in (PROGRAM, *arguments)], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def report(name, value, unit, threshold=None, note=""):
    """Prints one row; with a threshold (its name in thresholds.json) also judges it."""
    limit, verdict = "", ""
    if threshold:
        bound = THRESHOLDS[threshold]
        at_least = threshold.endswith("at_least")
        good = value >= bound if at_least else value <= bound
        limit = f"{'>=' if at_least else '<='} {bound}"
        verdict = "ok" if good else "FAILED"
        if not good:
            failures.append(name)
    print(f"{name:42} {value:12.4g} {unit:18} {limit:10} {verdict:7} {note}", flush=True)


def paired(ours, reference, pairs):
    """Medians of both times and of the ratio ours / reference, in seconds."""
    mine, theirs = [], []
    for _ in range(pairs):
        mine.append(ours())
        theirs.append(reference())
    ratio = statistics.median(a / b for a, b in zip(mine, theirs))
    return statistics.median(mine), statistics.median(theirs), ratio


def pcap_payload(path):
    data = path.read_bytes()
    offset, payload = 24, bytearray()
    while offset < len(data):
        (length,) = struct.unpack_from("<I", data, offset + 8)
        payload += data[offset + 16 : offset + 16 + length]
        offset += 16 + length
    return bytes(payload)


def openant(*arguments):
    done = subprocess.run(
        [sys.executable, ROOT / "Benchmarks/openant_reader.py", *arguments],
        capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def ant(captures):
    """Both readers read the same 50 MB, in turns of a tenth each; their results must agree."""
    payload = pcap_payload(captures / "ant/libant-demo-capture-1.pcap")
    stream = WORK / "ant-stream"
    pieces = 10
    stream.write_bytes(payload * -(-STREAM_BYTES // pieces // len(payload)))
    counts = {}

    def turn(name, count):
        counts[name] = count
        return count["ns"] / 1e9

    mine, theirs, ratio = paired(
        lambda: turn("walktest", measure("ant", stream)),
        lambda: turn("openant", openant(stream, "quiet")), pieces)
    turn("as shipped", openant(stream))
    for fact in ("messages", "sum"):
        if len({count[fact] for count in counts.values()}) != 1:
            sys.exit(f"bench: the readers disagree: {counts}")
    messages = counts["walktest"]["messages"]
    size = stream.stat().st_size * pieces / 1e6
    report("ANT framing, walktest", messages / mine / 1e6, "M messages/s")
    report("ANT framing, openant 1.3.4", messages / theirs / 1e6, "M messages/s",
           note="without its debug texts")
    report("ANT framing, speed over openant", 1 / ratio, "x", "ant_speed_over_openant_at_least",
           f"{messages * pieces} messages, {size:.0f} MB, {pieces} pairs")
    report("ANT framing, speed over it as shipped", counts["as shipped"]["ns"] / 1e9 / mine, "x")
    counted = measure("ant", stream, counted=True)
    report("ANT framing, heap allocations", counted["steady_allocations"] / messages, "per message",
           "ant_allocations_per_message_at_most")
    if measure("ant", stream, "plant", counted=True)["steady_allocations"] < 100:
        sys.exit("bench: the counter did not see the planted allocations")


def decoder(measurement, name):
    counted = measure(measurement, counted=True)
    timed = statistics.median(measure(measurement)["ns"] for _ in range(3))
    messages = counted["messages"]
    report(f"{name} decoder", messages / timed * 1e3, "M messages/s", note=f"{messages} messages")
    report(f"{name} decoder, heap allocations", counted["steady_allocations"] / messages,
           "per message", f"{measurement.replace('-', '_')}_allocations_per_message_at_most")


def timed_shell(script, *arguments):
    start = time.perf_counter()
    subprocess.run(["sh", "-ec", script, "sh", *map(str, arguments)], check=True,
                   stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


SEAL = """
mkdir "$2"; cp "$1"/* "$2"; cd "$2"; sha256sum -- * > ../sums; mv ../sums SUMS
openssl pkeyutl -sign -rawin -inkey "$3" -in record.json -out record.sig; sync -- * . ..
"""
VERIFY = """
cd "$1"; sha256sum --quiet -c SHA256SUMS
openssl pkeyutl -verify -rawin -pubin -inkey "$2" -in record.json -sigfile "$3"
"""


def package():
    source, mine, theirs = WORK / "source", WORK / "sealed", WORK / "copied"
    for directory in (source, mine, theirs):
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir()
    session = measure("session", source)
    (directory,) = [entry for entry in source.iterdir() if entry.is_dir()]
    size = sum(file.stat().st_size for file in directory.iterdir()) / 1e6
    note = f"{session['rows']} rows, {size:.1f} MB, 9 pairs"
    key, public, signature = WORK / "key.pem", WORK / "public.pem", WORK / "record.sig"
    openssl = ["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", key, "-out", signature, "-in"]
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", key], check=True)
    subprocess.run(["openssl", "pkey", "-in", key, "-pubout", "-out", public], check=True)
    subprocess.run([*openssl, directory / "record.json"], check=True)

    def seal():
        shutil.rmtree(mine / directory.name, ignore_errors=True)
        os.sync()
        return measure("seal", directory, mine)["ns"] / 1e9

    def copy():
        shutil.rmtree(theirs / "package", ignore_errors=True)
        os.sync()
        return timed_shell(SEAL, directory, theirs / "package", key)

    ours, reference, ratio = paired(seal, copy, 9)
    report("seal, walktest", ours * 1e3, "ms", note=note)
    report("seal, cp + sha256sum + openssl + sync", reference * 1e3, "ms")
    report("seal, time over reference", ratio, "x", "seal_time_over_reference_at_most")
    ours, reference, ratio = paired(
        lambda: measure("verify", directory)["ns"] / 1e9,
        lambda: timed_shell(VERIFY, directory, public, signature), 9)
    report("verify, walktest", ours * 1e3, "ms")
    report("verify, sha256sum + openssl", reference * 1e3, "ms")
    report("verify, time over reference", ratio, "x", "verify_time_over_reference_at_most")
    whole = statistics.median(measure("rederive", directory)["ns"] for _ in range(3)) / 1e9
    report("verify with the walk derived again", whole, "s")
    report("replay and verification, speed", session["span_us"] / 1e6 / whole, "x real time",
           "rederivation_times_real_time_at_least")


def journal():
    runs = [measure("journal", WORK) for _ in range(3)]
    bytes_per_row = runs[0]["bytes"] / runs[0]["rows"]
    report("journal", bytes_per_row, "bytes/sample", note="frames and events included")
    append = statistics.median(run["ns"] for run in runs) / 1e9
    report("journal, append until on disk", runs[0]["entries"] / append / 1e3, "k entries/s")
    read = statistics.median(run["read_ns"] for run in runs) / 1e9
    report("journal, read back", runs[0]["entries"] / read / 1e3, "k entries/s")


def edge():
    edges = measure("edge", WORK, 300)
    for name in ("p50", "p99", "max"):
        report(f"button edge until on disk, {name}", edges[f"{name}_us"] / 1e3, "ms",
               "edge_to_durable_p99_ms_at_most" if name == "p99" else None,
               f"{edges['edges']} edges; 20 ms of it they are held back to be put in order")


def main():
    ant(pathlib.Path(sys.argv[1]))
    decoder("pod", "foot pod")
    decoder("treadmill", "Trackmaster and LifeSpan")
    decoder("ant-treadmill", "ANT+ treadmill")
    decoder("console", "CSAFE console")
    decoder("button", "buttons")
    package()
    journal()
    edge()
    daemon.measure(report)
    realtime.measure(report)
    if failures:
        sys.exit(f"bench: worse than the threshold: {', '.join(failures)}")
    print("bench: everything is within its threshold")


main()
