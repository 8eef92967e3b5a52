"""ask-treadmill.py TTY: asks a Trackmaster for its belt's speed (C1) until it answers.

Speaks through the kernel's serial driver with termios alone; nothing of ours is in it.
"""

import os
import select
import sys
import termios
import time

REQUEST = b"\xc1"
ANSWER = 0xD1


def main():
    line = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
    settings = termios.tcgetattr(line)
    settings[0:4] = [0, 0, termios.CS8 | termios.CREAD | termios.CLOCAL, 0]
    settings[4:6] = [termios.B4800, termios.B4800]
    termios.tcsetattr(line, termios.TCSANOW, settings)
    heard = b""
    end = time.monotonic() + 15
    os.write(line, REQUEST)
    while time.monotonic() < end and len(heard) < 5:
        if select.select([line], [], [], 1)[0]:
            heard += os.read(line, 64)
    print("heard", heard.hex())
    good = len(heard) == 5 and heard[0] == ANSWER and heard[1:].isdigit()
    sys.exit(0 if good else 1)


main()
