"""ask-daemon.py REQUEST: greets walktestd and asks it (JSON without id); prints the last reply."""

import json
import socket
import sys

with socket.socket(socket.AF_UNIX) as line:
    line.settimeout(60)
    line.connect("/run/walktest/control.sock")
    replies = line.makefile("r", encoding="utf-8")
    hello = {"request": "hello", "version": "walktest-control/1", "program": "hil"}
    for number, request in enumerate([hello, json.loads(sys.argv[1])], 1):
        line.sendall(json.dumps({"id": number} | request).encode() + b"\n")
        reply = replies.readline()
        if "refused" in reply:
            break
    print(reply, end="")
