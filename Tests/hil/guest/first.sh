#!/bin/busybox sh
# The guest's first process: loads the modules, lays a throw-away file system over the machine's own,
# and hands over to it. Kernel parameters: hil_repo and hil_init (paths), hil_suite.
PATH=/bin
for tool in mount mkdir cat rm insmod poweroff; do alias $tool="busybox $tool"; done
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
fail() {
  echo "HIL BROKEN $*"
  poweroff -f
}
for word in $(cat /proc/cmdline); do
  case $word in hil_*=*) eval "${word%%=*}=\${word#*=}" ;; esac
done
while read -r module; do insmod "/modules/$module" || fail "module $module"; done < /modules/order

nine='trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro'
mount -t 9p -o "$nine" machine /lower || fail "the machine's file system"
mount -t tmpfs -o mode=755 over /over
mkdir /over/upper /over/work
mount -t overlay -o lowerdir=/lower,upperdir=/over/upper,workdir=/over/work over /root ||
  fail "the overlay"
# The repository may be a file system of its own, which the export of / does not show.
mkdir -p "/root$hil_repo"
mount -t 9p -o "$nine" repo "/root$hil_repo" || fail "the repository"
# systemd would take itself for a guest of a container manager and boot otherwise.
rm -f /root/.dockerenv /root/run/.containerenv
for folder in proc sys dev; do mount --move /$folder /root/$folder; done
exec busybox switch_root /root "$hil_init" "$hil_suite"
