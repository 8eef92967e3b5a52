"""Times openant's own reader over a recorded stream: `openant_reader.py STREAM [quiet]`, one line of
JSON.

`Ant.read_message` and `Message.parse` run unmodified: framing, check byte, message object. Only the
USB driver is replaced, by one that hands over the file in the driver's own reads of 4096 bytes.

As shipped, that reader spells every read and the whole buffer in hexadecimal for a debug log that
nobody reads, which is most of its time; with `quiet` this is left out, to its advantage.
"""

import array
import json
import sys
import time

import openant.base.ant
from openant.base.ant import Ant


class EndOfStream(Exception):
    pass


class RecordedDriver:
    def __init__(self, stream):
        self.stream = stream
        self.position = 0

    def read(self):
        if self.position >= len(self.stream):
            raise EndOfStream
        data = array.array("B", self.stream[self.position : self.position + 4096])
        self.position += len(data)
        return data


def read_all(stream):
    reader = Ant.__new__(Ant)  # the constructor looks for a stick and starts a thread
    reader._driver = RecordedDriver(stream)
    reader._buffer = array.array("B", [])
    reader._running = True
    messages = 0
    total = 0
    start = time.perf_counter_ns()
    try:
        while True:
            message = reader.read_message()
            messages += 1
            total += message._data[1] + message._length
    except EndOfStream:
        pass
    return time.perf_counter_ns() - start, messages, total


def main():
    if "quiet" in sys.argv[2:]:
        openant.base.ant.format_list = lambda _: ""
    with open(sys.argv[1], "rb") as file:
        stream = file.read()
    elapsed, messages, total = read_all(stream)
    print(json.dumps({"ns": elapsed, "messages": messages, "sum": total & 0xFFFFFFFF}))


main()
