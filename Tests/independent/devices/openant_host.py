"""openant as the host of a simulated first-generation stick on a pseudo-terminal.

openant drops a packet that is equal to the one before, and keeps the last packet of its own.
"""

import array
import logging
import threading

import openant.base.ant
import serial
from openant.base.driver import Driver
from openant.easy.node import Node

logging.getLogger("openant").setLevel(logging.ERROR)

PUBLIC_NETWORK = [0] * 8


class TerminalDriver(Driver):
    """A stick on a terminal, as openant's own drivers are sticks on USB."""

    def __init__(self, port):
        self.serial = serial.Serial(port, 115200, timeout=0.2)

    def read(self):
        return array.array("B", self.serial.read(max(1, self.serial.in_waiting)))

    def write(self, data):
        self.serial.write(bytes(data))

    def close(self):
        self.serial.close()


class Host:
    """An openant node on `port`; runs until `stop`."""

    def __init__(self, port):
        openant.base.ant.find_driver = lambda: TerminalDriver(port)
        self.node = Node()
        # Callbacks come on this thread; without it openant would wait for ever when it is told to stop.
        self.thread = threading.Thread(target=self.node.start, daemon=True)
        self.thread.start()
        self.node.set_network_key(0, PUBLIC_NETWORK)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.node.stop()
        self.thread.join(10)
