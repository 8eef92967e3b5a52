#!/usr/bin/env bash
# power.sh MODE: init of the guest whose power is cut or whose clock is set: the daemon on the disk /dev/vda, and a client that
# commands one walk after the other and tells on the console what the daemon promised.
repo=$(cd "$(dirname "$0")/../../.." && pwd)
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb
mount -t tmpfs -o mode=755 run /run
mount -t tmpfs tmp /tmp
mkdir -p /dev/shm /run/power
mount -t tmpfs shm /dev/shm
echo 1 > /proc/sys/kernel/printk
mount -t ext4 /dev/vda /run/power || echo "POWER BROKEN no disk"
python3 "$repo/Tests/faults/guest_walks.py" "$1" 2>&1
echo "POWER BROKEN the walks ended"
exec sleep 600
