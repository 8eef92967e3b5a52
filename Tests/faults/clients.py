"""Hostile clients of the control socket while a good one commands a walk."""

import contextlib
import functools
import json
import os
import resource
import socket
import threading
import time

from bench import Bench
from control import Client
from judge import judge
from table import Row
from walk import Walk

# What the daemon may grow by while it is harassed (KiB): 64 clients may each have 64 KiB of a line and
# 256 KiB of what waits for them.
GROWTH = 64 * (64 + 256) + 8_192
# A command of the good client is answered within this (seconds), or within so many times the slowest of a
# walk that nobody disturbs on the same daemon.
SLOWEST, TIMES = 1.0, 4
CRITERION = ("the good client's commands are answered within 1 s, or 4 times the slowest of an undisturbed walk "
             "on the same daemon, and none is lost; the daemon grows by less "
             "than its bounds (64 clients with 320 KiB each) and lives; verify good")
HELLO = b'{"id":1,"request":"hello","version":"walktest-control/1","program":"harasser"}\n'


def faults():
    hostile = [
        ("1,000 connections at once", _crowd), ("a client that sends 1 byte a second", _slow),
        ("lines of 10 MB without an end", _huge), ("garbage bytes", _garbage),
        ("a client that subscribes and never reads", _deaf),
        ("a client that asks without end and never reads", _hasty),
    ]
    return [functools.partial(_harassed, name, attack) for name, attack in hostile]


def _harassed(name, attack, plan):
    row = Row(f"Control socket: {name}", CRITERION)
    for _ in plan.tries(3, 1):
        row.add(name, _under(attack, 5.0 if plan.is_full else 1.2))
    return row


def _under(attack, seconds):
    """A walk commanded by a good client while `attack` goes on for `seconds`."""
    with Bench() as bench:
        client, _ = bench.start()
        usual = Walk()
        usual.go_on(client)
        walk, faults, stop = Walk(seconds / 4), [], threading.Event()
        before = _memory(bench.pid())
        walk.go_on(client, until="prepare")
        attacker = threading.Thread(target=_quietly, args=(attack, bench.socket, stop))
        attacker.start()
        time.sleep(0.3)
        try:
            walk.go_on(client)
            grown = _memory(bench.pid()) - before
        finally:
            stop.set()
            attacker.join()
        slowest, took = slowest_of(walk.commands)
        if took > max(SLOWEST, TIMES * slowest_of(usual.commands)[1]):
            faults.append(f"{slowest} took {took:.2f} s, undisturbed {slowest_of(usual.commands)[1]:.2f} s")
        if grown > GROWTH:
            faults.append(f"the daemon grew by {grown} KiB")
        # It still serves who comes next.
        Client(bench.socket).close()
        client.close()
        bench.terminate()
        return faults + judge(bench, [usual, walk])


def slowest_of(commands):
    command = max(commands, key=lambda c: c.replied_us - c.sent_us)
    return command.request, (command.replied_us - command.sent_us) / 1e6


def _memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def _quietly(attack, path, stop):
    with contextlib.suppress(OSError):
        attack(str(path), stop)


@contextlib.contextmanager
def _open(path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(1)
        line.connect(path)
        yield line


def _again(path, stop, once):
    """Attacks anew each time the daemon ends the connection."""
    while not stop.is_set():
        with contextlib.suppress(OSError), _open(path) as line:
            once(line)
        stop.wait(0.01)


def _crowd(path, stop):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 4_096), hard), hard))
    with contextlib.ExitStack() as lines:
        for _ in range(1_000):
            line = lines.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            line.setblocking(False)
            for _ in range(100):
                with contextlib.suppress(BlockingIOError):
                    line.connect(path)
                    break
                if stop.wait(0.005):
                    return
        stop.wait()


def _slow(path, stop):
    def once(line):
        for byte in HELLO:
            line.send(bytes([byte]))
            if stop.wait(1):
                return
    _again(path, stop, once)


def _huge(path, stop):
    def once(line):
        line.sendall(HELLO)
        for _ in range(160):
            line.sendall(b"x" * 65_536)
    _again(path, stop, once)


def _garbage(path, stop):
    def once(line):
        line.sendall(os.urandom(65_536))
        line.recv(65_536)
    _again(path, stop, once)


def _deaf(path, stop):
    with _open(path) as line:
        line.sendall(HELLO + b'{"id":2,"request":"subscribe"}\n')
        number = 2
        while not stop.wait(0.001):
            number += 1
            with contextlib.suppress(TimeoutError):
                line.settimeout(0.05)
                line.sendall(json.dumps({"id": number, "request": "status"}).encode() + b"\n")


def _hasty(path, stop):
    def once(line):
        line.sendall(HELLO)
        for number in range(2, 5_000):
            line.sendall(b'{"id":%d,"request":"status"}\n' % number)
            if stop.is_set():
                return
    _again(path, stop, once)
