"""Checks a package's signature with jwcrypto and recomputes its outcome from samples.csv and
events.jsonl with duckdb and plain Python; any difference from record.json ends with exit code 1."""

import json
import pathlib
import sys

import duckdb
from jwcrypto import jwk, jws


def check_signature(package, key_file):
    envelope = json.loads((package / "record.jws").read_text())
    key = jwk.JWK.from_json(key_file.read_text())
    token = jws.JWS()
    token.allowed_algs = ["Ed25519", "EdDSA", "ES256"]
    token.deserialize(json.dumps(envelope))
    token.verify(key, detached_payload=(package / "record.json").read_bytes())
    if not token.is_valid:
        sys.exit("recompute: jwcrypto refuses the signature")


def read_events(package):
    return [json.loads(line) for line in (package / "events.jsonl").read_text().splitlines()]


def timeline(events):
    """START, END, the marks that stand and the rests, from what the engine said."""
    start, end, marks, rests = None, None, {}, []
    for event in events:
        kind = event["type"]
        if kind == "phase" and event["phase"] == "walking":
            start = event["at_us"]
        elif kind == "mark":
            marks[event["mark"]] = event["at_us"]
        elif kind == "undo" and marks.get(event["mark"]) == event["marked_at_us"]:
            del marks[event["mark"]]
        elif kind == "rest" and event["rest"] == "begin":
            rests.append([event["at_us"], None])
        elif kind == "rest":
            rests[-1][1] = event["at_us"]
        elif kind == "end":
            end = event["at_us"]
        elif kind == "revision":
            end = event["to"]["at_us"]
    return start, end, marks, rests


def travelled(package, start, end, column):
    """The column at the last row at or before END less the same at START; None when empty."""
    table = duckdb.connect().execute(
        f"""
        WITH rows AS (SELECT t_us, {column} AS value FROM read_csv(?, header = true, all_varchar = false))
        SELECT (SELECT value FROM rows WHERE t_us <= ? ORDER BY t_us DESC LIMIT 1),
               (SELECT value FROM rows WHERE t_us <= ? ORDER BY t_us DESC LIMIT 1)
        """,
        [str(package / "samples.csv"), start, end],
    )
    first, last = table.fetchall()[0]
    return None if first is None or last is None else last - first


def expected_outcome(package, walk):
    start, end, marks, rests = timeline(read_events(package))
    tat = end - start
    micrometres = travelled(package, start, end, "distance_um")
    strides = travelled(package, start, end, "strides")
    millimetres = None if micrometres is None else (micrometres + 500) // 1000
    expected = {
        "tfs_us": marks.get("first-symptoms", start) - start if "first-symptoms" in marks else None,
        "tss_us": marks.get("severe-symptoms", start) - start if "severe-symptoms" in marks else None,
        "tat_us": tat,
        "rest_count": len(rests),
        "rest_total_us": sum((stop or end) - begin for begin, stop in rests),
    }
    if walk["outcome"]["distance_state"] == "complete":
        expected["distance_mm"] = millimetres
        expected["mean_speed_mm_s"] = (2 * millimetres * 1_000_000 + tat) // (2 * tat)
        expected["strides"] = strides
        expected["steps"] = None if strides is None else 2 * strides
    for name in ("tfs", "tss"):
        if expected[f"{name}_us"] is None and walk["outcome"][f"{name}_us"] is None:
            censored = walk["outcome"][f"{name}_censored_us"]
            if censored is not None:
                expected[f"{name}_censored_us"] = tat
    return start, end, expected


def main():
    package, key_file = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    check_signature(package, key_file)
    walk = json.loads((package / "record.json").read_text())["walk"]
    start, end, expected = expected_outcome(package, walk)
    found = dict(walk["outcome"], start_us=walk["start_us"], end_us=walk["end"]["at_us"])
    wanted = dict(expected, start_us=start, end_us=end)
    differing = {key: (value, found[key]) for key, value in wanted.items() if found[key] != value}
    for key, (recomputed, recorded) in differing.items():
        print(f"recompute: {key}: recomputed {recomputed}, recorded {recorded}", file=sys.stderr)
    if differing:
        sys.exit(1)
    shown = ", ".join(f"{key} {wanted[key]}" for key in ("tfs_us", "tss_us", "tat_us", "distance_mm") if key in wanted)
    print(f"  recomputed and equal: {shown}")


main()
