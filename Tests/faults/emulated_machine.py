"""The daemon on a machine that has emulated devices and no others: umockdev with our emulator."""

import socket
import subprocess
import threading

from bench import REPO

BUS = "/devices/pci0000:00/0000:00:14.0/usb1"
TREADMILL_ADAPTER = f"""P: {BUS}/1-3
E: SUBSYSTEM=usb
E: DEVTYPE=usb_device
E: DRIVER=usb
A: busnum=1\\n
A: devnum=13\\n
A: idVendor=0403\\n
A: idProduct=6001\\n
A: serial=TM0001\\n
A: product=Treadmill UART\\n

P: {BUS}/1-3/1-3:1.0
E: SUBSYSTEM=usb
E: DEVTYPE=usb_interface
E: DRIVER=ftdi_sio
A: bInterfaceNumber=00\\n
L: driver=../../../../../../bus/usb/drivers/ftdi_sio

P: {BUS}/1-3/1-3:1.0/ttyUSB0
E: SUBSYSTEM=usb-serial
E: DRIVER=ftdi_sio

P: {BUS}/1-3/1-3:1.0/ttyUSB0/tty/ttyUSB0
E: SUBSYSTEM=tty
E: DEVNAME=/dev/ttyUSB0
E: MAJOR=188
E: MINOR=0
E: ID_MM_DEVICE_IGNORE=1
A: dev=188:0\\n

"""
FOOT_SWITCH = f"""P: {BUS}/1-4
E: SUBSYSTEM=usb
E: DEVTYPE=usb_device
E: DRIVER=usb
A: busnum=1\\n
A: devnum=14\\n
A: idVendor=0c45\\n
A: idProduct=7403\\n
A: product=FootSwitch\\n

P: {BUS}/1-4/1-4:1.0
E: SUBSYSTEM=usb
E: DEVTYPE=usb_interface
E: DRIVER=usbhid
A: bInterfaceNumber=00\\n

P: {BUS}/1-4/1-4:1.0/input/input5
E: SUBSYSTEM=input
E: NAME="RDing FootSwitch"
A: capabilities/key=1000000000000\\n

P: {BUS}/1-4/1-4:1.0/input/input5/event5
E: SUBSYSTEM=input
E: DEVNAME=/dev/input/event5
E: MAJOR=13
E: MINOR=69
E: ID_INPUT=1
E: ID_INPUT_KEYBOARD=1
A: dev=13:69\\n
L: device=../../input5

"""


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
        """A device of `description` whose `node` is a pseudo-terminal."""
        tree = self._bench.root / "device.umockdev"
        tree.write_text(description)
        self.command(f"link {node} {terminal}")
        self.command(f"add {tree}")

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
