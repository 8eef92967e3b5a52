#!/usr/bin/env bash
# usage: udev-test.sh RULES-DIRECTORY SYSPATH ACTION
# What the machine's own udev does with rules, for a device of devices.umockdev: prints what
# `udevadm test` says, then every link it made. /dev, /run/udev, the rules and /etc/group are private
# mounts, because `udevadm test` really makes links and database files.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if [ "${WALKTEST_UDEV_NAMESPACE:-}" != yes ]; then
  exec env WALKTEST_UDEV_NAMESPACE=yes unshare --mount --propagation private -- "$here/$(basename "$0")" "$@"
fi
rules=$(realpath "$1") path=$2 action=$3

scratch=$(mktemp -d)
mount -t tmpfs -o mode=755 walktest-dev "$scratch"
for node in null zero urandom random tty; do cp -a "/dev/$node" "$scratch/"; done
mkdir "$scratch/pts" "$scratch/shm"
mount --rbind /dev/pts "$scratch/pts"
ln -s pts/ptmx "$scratch/ptmx"
ln -s /proc/self/fd "$scratch/fd"
mount --rbind "$scratch" /dev
mkdir -p /etc/udev/rules.d /run/udev
mount -t tmpfs walktest-run /run/udev
mkdir /run/udev/given
cp "$rules"/*.rules /run/udev/given/
{ grep -v '^walktest:' /etc/group; echo walktest:x:64321:; } > /run/udev/group
mount --bind /run/udev/group /etc/group
mount --bind /run/udev/given /etc/udev/rules.d

umockdev-run --device "$here/devices.umockdev" -- bash -c '
  udevadm test --action="$2" "$1" 2>&1
  echo "LATENCY $(cat "/sys$1/latency_timer" 2>/dev/null)"' bash "$path" "$action"
find /dev -type l -path '/dev/walktest/*' -printf 'LINKED %p\n'
