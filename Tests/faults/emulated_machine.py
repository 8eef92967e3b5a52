"""The daemon on a machine that has emulated devices and no others: umockdev with our emulator."""

import socket
import subprocess
import threading

from bench import REPO

DEVICES = REPO / "Tests/umockdev-emulator/devices"
TREADMILL_ADAPTER = DEVICES / "treadmill-adapter.umockdev"
TREADMILL_BINDING = '[treadmill]\ndriver = "trackmaster"\nvariant = "trackmaster-tmx"\nserial = "TM0001"\n'
FOOT_SWITCH = DEVICES / "foot-switch.umockdev"


class EmulatedMachine:
    """Runs the daemon of a bench on emulated devices, from `start` on; gives the emulator commands."""

    def __init__(self, bench):
        self._bench = bench
        self._sticks = {}
        self._answers = []
        self._heard = threading.Condition()
        emulator = subprocess.run(
            [REPO / "scripts/build-emulator"], check=True, capture_output=True, text=True).stdout.strip()
        place = bench.root / "bus"
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(str(place))
            listener.listen(1)
            listener.settimeout(20)
            bench.launch("umockdev-wrapper", emulator, place, "wait", "--")
            self._bus, _ = listener.accept()
        threading.Thread(target=self._listen, daemon=True).start()

    def start(self):
        """Lets the daemon begin."""
        self.command("start")

    def end(self):
        """Sends the daemon SIGTERM; does not wait."""
        self._say("signal 15")

    def attach(self, description, node, terminal):
        """The device that the file `description` tells udev of; its `node` is a pseudo-terminal."""
        self.command(f"link {node} {terminal}")
        self.command(f"add {description}")

    def plug_stick(self, receive):
        """An ANT stick on USB: `receive` gets the host's bytes; `transmit` is called with the stick's."""
        self._sticks["ant"] = receive
        self.command("plug ant 1-1 2 0fcf:1008 S-1 81,01")

    def transmit(self, data):
        """The stick says something to the host."""
        self._say(f"in ant {data.hex()}")

    def command(self, line, seconds=20):
        """Gives a command and waits until it is done."""
        with self._heard:
            self._answers.clear()
            self._say(line)
            if not self._heard.wait_for(lambda: self._answers, seconds) or self._answers[0] != "ok":
                raise RuntimeError(f"emulator: {line}: {self._answers}")

    def _say(self, line):
        self._bus.sendall(line.encode() + b"\n")

    def _listen(self):
        for line in self._bus.makefile():
            word, *rest = line.split()
            if word == "out":
                self._sticks[rest[0]](bytes.fromhex(rest[1]))
            else:
                with self._heard:
                    self._answers.append(word)
                    self._heard.notify_all()
