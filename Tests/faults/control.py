"""A client of the daemon's control socket (docs/control-protocol.md)."""

import json
import socket
import time


class Refused(Exception):
    """The daemon refused a request: `code`, `reason`, `sentence`."""

    def __init__(self, reply):
        super().__init__(f"{reply.get('code')} {reply.get('reason')}: {reply.get('sentence')}")
        self.reply = reply
        self.code = reply.get("code")


class Gone(Exception):
    """The connection ended before the reply came: what was asked may have been done or not."""


class Client:
    """One connection that has said hello. Events are kept in `events`, oldest first."""

    def __init__(self, path, seconds=20):
        self.events = []
        self._number = 0
        self._read = b""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(seconds)
        try:
            self._socket.connect(str(path))
        except OSError as error:
            self._socket.close()
            raise Gone(str(error)) from error
        self.welcome = self.ask("hello", version="walktest-control/1", program="fault suite")

    def ask(self, request, **members):
        """Asks and waits for the reply. Raises Refused, or Gone when none came."""
        self._number += 1
        line = json.dumps({"id": self._number, "request": request, **members}) + "\n"
        try:
            self._socket.sendall(line.encode())
            return self._reply(self._number)
        except OSError as error:
            raise Gone(str(error)) from error

    def status(self):
        return self.ask("status")["status"]

    def close(self):
        self._socket.close()

    def _reply(self, number):
        while True:
            message = self._line()
            if "reply" in message and message["reply"] == number:
                return message
            if "refused" in message and message["refused"] in (number, None):
                raise Refused(message)
            self.events.append(message)

    def _line(self):
        while b"\n" not in self._read:
            part = self._socket.recv(65_536)
            if not part:
                raise Gone("the daemon closed the connection")
            self._read += part
        line, _, self._read = self._read.partition(b"\n")
        return json.loads(line)


def connected(path, process, seconds):
    """A client as soon as the daemon answers, and the seconds that took; Gone when it ends or hangs."""
    began = time.monotonic()
    while True:
        try:
            return Client(path), time.monotonic() - began
        except Gone:
            if process.poll() is not None:
                raise
            if time.monotonic() - began > seconds:
                raise Gone(f"no answer within {seconds} s")
            time.sleep(0.01)
