"""Stands in for walktestd within the unit as it is shipped, and writes what the unit lets it do.

One line of `name result` each to the store; then ready, and on until it is ended."""

import ctypes
import os
import socket
import time

LIBC = ctypes.CDLL(None, use_errno=True)
REPORT = "/var/lib/walktest/report"


def attempt(name, body):
    try:
        result = body()
        line = "ok" if result is None else str(result)
    except OSError as error:
        line = os.strerror(error.errno or 0)
    with open(REPORT + ".new", "a", encoding="utf-8") as report:
        report.write(f"{name} {line}\n")


def call(function, *arguments):
    if function(*arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def credential():
    path = os.environ.get("CREDENTIALS_DIRECTORY", "/nowhere") + "/walktest.device-key"
    status = os.stat(path)
    with open(path, encoding="utf-8") as key:
        return f"{status.st_mode & 0o7777:o} {status.st_uid == os.getuid()} {key.read().strip()}"


def events():
    monitor = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 15)
    monitor.bind((0, 2))
    return monitor


def control_socket():
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("/run/walktest/control.sock")
        os.chown("/run/walktest/control.sock", -1, os.getgid(), follow_symlinks=False)


def tell(text):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notice:
        notice.sendto(text.encode(), os.environ["NOTIFY_SOCKET"])


def main():
    if os.path.exists(REPORT + ".new"):
        os.unlink(REPORT + ".new")
    if os.path.exists("/run/walktest/control.sock"):
        os.unlink("/run/walktest/control.sock")
    attempt("credential", credential)
    attempt("real-time", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(80)))
    attempt("locked-memory", lambda: call(LIBC.mlockall, 1))
    attempt("control-socket", control_socket)
    attempt("stick", lambda: os.close(os.open("/dev/walktest/antusb2", os.O_RDWR)))
    attempt("other-device", lambda: os.close(os.open("/dev/planted", os.O_RDONLY)))
    attempt("configuration", lambda: open("/etc/walktest/planted", "w").close())
    attempt("network", lambda: socket.socket(socket.AF_INET).close())
    attempt("set-clock", lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()))
    attempt("boot", lambda: open("/proc/sys/kernel/random/boot_id").close())
    monitor = events()
    tell("READY=1")
    os.rename(REPORT + ".new", REPORT)
    monitor.settimeout(10)
    while True:
        tell("WATCHDOG=1")
        try:
            if b"antusb2" in monitor.recv(8192):
                open("/var/lib/walktest/heard", "w").close()
        except TimeoutError:
            pass


main()
