"""extract-vmlinux.py VMLINUZ VMLINUX: the ELF kernel inside a compressed boot image."""

import subprocess
import sys

PACKINGS = [
    (b"\xfd7zXZ\x00", ["xz", "-dc"]),
    (b"\x28\xb5\x2f\xfd", ["zstd", "-dc"]),
    (b"\x1f\x8b\x08", ["gzip", "-dc"]),
]


def main():
    image = open(sys.argv[1], "rb").read()
    for magic, command in PACKINGS:
        at = image.find(magic)
        while at >= 0:
            # What follows the kernel in the image is no archive: the exit status says nothing.
            unpacked = subprocess.run(
                command, input=image[at:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            ).stdout
            if unpacked.startswith(b"\x7fELF"):
                open(sys.argv[2], "wb").write(unpacked)
                return
            at = image.find(magic, at + 1)
    sys.exit("extract-vmlinux: no kernel found in " + sys.argv[1])


main()
