#!/usr/bin/env bash
# make-initrd.sh KERNEL-DIR OUT: busybox, the modules, and guest/first.sh as init.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=$(realpath "$1")
out=$(realpath -m "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work"/{bin,dev,proc,sys,modules,lower,over,root}
cp "$(command -v busybox)" "$work/bin/busybox"
cp "$kernel"/modules/* "$work/modules/"
install -m 755 "$here/guest/first.sh" "$work/init"
(cd "$work" && find . | cpio --quiet -o -H newc | gzip -1) > "$out"
