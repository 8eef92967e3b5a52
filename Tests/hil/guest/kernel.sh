#!/usr/bin/env bash
# kernel.sh SUITE: init of the guest for suites that need udev and no systemd, which takes as long to
# start as all of their scenarios.
repo=$(cd "$(dirname "$0")/../../.." && pwd)
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb
mount -t tmpfs -o mode=755 run /run
mount -t tmpfs tmp /tmp
mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts
mount -t tmpfs shm /dev/shm
. "$repo/Tests/hil/guest/machine.sh"
prepare_machine
/lib/systemd/systemd-udevd --daemon
"$repo/Tests/hil/guest/scenarios.sh" "$repo" "$1"
# The power is off before this ends; without it the kernel would miss its first process.
exec sleep 60
