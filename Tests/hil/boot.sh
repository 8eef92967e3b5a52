#!/usr/bin/env bash
# boot.sh KERNEL-DIR INITRD INIT [PARAMETER...]: boots the guest; its console is our output.
#
# The guest's root is this machine's own /, read-only, with a file system in memory over it: nothing
# is built or installed, and nothing that the guest does is left behind. The processor is emulated
# (TCG), so it runs on any machine and needs no /dev/kvm.
set -euo pipefail
kernel=$(realpath "$1") initrd=$(realpath "$2") init=$3
shift 3
repo=$(cd "$(dirname "$0")/../.." && pwd)
root=$(mktemp -d)
trap 'rmdir "$root"' EXIT

# Always at the same place in the guest: wherever it lies here, nothing there is mounted over it.
there=/srv/walktest
parameters="console=ttyS0 quiet loglevel=1 panic=-1 mitigations=off tsc=reliable no_timer_check"
parameters+=" nokaslr audit=0 hil_repo=$there hil_init=$there${init#"$repo"} $*"
# HIL_DISK is a raw image that the guest has as /dev/vda, HIL_PIDFILE where QEMU writes its process.
disk=()
[ -z "${HIL_DISK:-}" ] || disk=(-drive "file=$HIL_DISK,if=virtio,format=raw,cache=writeback")
[ -z "${HIL_PIDFILE:-}" ] || disk+=(-pidfile "$HIL_PIDFILE")
export root repo kernel initrd parameters
# A bind mount without what is mounted below it: a guest that sees our /proc in its own stumbles.
# The mount is seen by this process and its children only.
unshare -m --propagation private bash -c '
  mount --bind / "$root"
  exec timeout -k 5 "${HIL_BOOT_SECONDS:-240}" qemu-system-x86_64 \
    -accel tcg,thread=multi -M q35 -cpu max -smp 2 -m "${HIL_MEMORY:-1024}" \
    -nodefaults -no-reboot -display none -serial stdio \
    -kernel "$kernel/vmlinux" -initrd "$initrd" -append "$parameters" \
    -fsdev local,id=machine,path="$root",security_model=none,readonly=on,multidevs=remap \
    -device virtio-9p-pci,fsdev=machine,mount_tag=machine \
    -fsdev local,id=repo,path="$repo",security_model=none,readonly=on,multidevs=remap \
    -device virtio-9p-pci,fsdev=repo,mount_tag=repo "$@"' disk "${disk[@]}" </dev/null | sed -u 's/\r//g'
