"""ask-stick.py NODE: resets an ANT stick through usbfs and wants its start-up message.

Written against the kernel's interface alone (linux/usbdevice_fs.h), with no library and nothing of
ours, so that it judges the simulated stick and not our own host.
"""

import ctypes
import fcntl
import os
import sys
import time

DISCONNECT_CLAIM = 0x8108551B
BULK = 0xC0185502
RESET = bytes([0xA4, 0x01, 0x4A, 0x00, 0xEF])
STARTED = bytes([0xA4, 0x01, 0x6F])


class Claim(ctypes.Structure):
    _fields_ = [("interface", ctypes.c_uint), ("flags", ctypes.c_uint), ("driver", ctypes.c_char * 256)]


class Bulk(ctypes.Structure):
    _fields_ = [
        ("endpoint", ctypes.c_uint),
        ("length", ctypes.c_uint),
        ("milliseconds", ctypes.c_uint),
        ("data", ctypes.c_void_p),
    ]


def transfer(node, endpoint, buffer):
    return fcntl.ioctl(node, BULK, Bulk(endpoint, len(buffer), 1000, ctypes.addressof(buffer)))


def main():
    node = os.open(sys.argv[1], os.O_RDWR)
    # Takes the interface whichever driver has it.
    fcntl.ioctl(node, DISCONNECT_CLAIM, Claim(0, 0, b""))
    transfer(node, 0x01, (ctypes.c_ubyte * len(RESET))(*RESET))
    heard = b""
    end = time.monotonic() + 10
    while STARTED not in heard and time.monotonic() < end:
        buffer = (ctypes.c_ubyte * 64)()
        try:
            heard += bytes(buffer[: transfer(node, 0x81, buffer)])
        except TimeoutError:
            pass
    print("heard", heard.hex())
    sys.exit(0 if STARTED in heard else 1)


main()
