"""read-edges.py NODE COUNT: prints COUNT key edges of an input device (struct input_event, 24 bytes)."""

import struct
import sys

EV_KEY = 1
node = open(sys.argv[1], "rb", buffering=0)
print("listening", flush=True)
left = int(sys.argv[2])
while left > 0:
    _, _, kind, code, value = struct.unpack("qqHHi", node.read(24))
    if kind == EV_KEY and value != 2:
        print("edge", code, value, flush=True)
        left -= 1
