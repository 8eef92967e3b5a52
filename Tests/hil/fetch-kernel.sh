#!/usr/bin/env bash
# fetch-kernel.sh DIR: puts Debian's own kernel into DIR as vmlinux, modules/*.ko and modules/order.
#
# The package is downloaded by apt and unpacked; nothing is installed. Debian's kernel and not one of
# ours, because it is what a clinic's machine runs: its drivers are the ones that get in the way.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kept=$(realpath -m "$1")
# Delete the directory to fetch a newer kernel. One that was fetched for fewer modules is fetched anew.
if [ -f "$kept/complete" ] && grep -q ext4 "$kept/modules/order"; then exit 0; fi

# vhci-hcd plugs the simulated devices in; the drivers after it are those that bind to them.
modules=(virtio_pci 9pnet_virtio 9p overlay vhci-hcd usb_serial_simple ftdi_sio cp210x usbhid
  hid-generic evdev
  # the disk of the power cuts
  virtio_blk crc32c_generic ext4)

package=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends:/ { print $2; exit }')
if [ -z "$package" ]; then
  apt-get update -qq
  package=$(apt-cache depends linux-image-amd64 | awk '/Depends:/ { print $2; exit }')
fi
release=${package#linux-image-}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# As root apt downloads as user _apt, who cannot write here; the warning about it is noise.
apt-get download -q -o APT::Sandbox::User=root "$package" >/dev/null
dpkg --fsys-tarfile "$package"_*.deb | tar -x --wildcards './boot/vmlinuz-*' \
  './lib/modules/*/modules.*' './lib/modules/*/kernel/drivers/usb/*' \
  './lib/modules/*/kernel/drivers/hid/*' './lib/modules/*/kernel/drivers/input/*' \
  './lib/modules/*/kernel/drivers/virtio/*' './lib/modules/*/kernel/fs/*' \
  './lib/modules/*/kernel/net/9p/*' './lib/modules/*/kernel/lib/*' \
  './lib/modules/*/kernel/drivers/block/*' './lib/modules/*/kernel/crypto/*'
depmod -b "$work" "$release"

rm -rf "$kept"
mkdir -p "$kept/modules"
for module in "${modules[@]}"; do
  modprobe -d "$work" -S "$release" --show-depends "$module" | awk '/^insmod/ { print $2 }'
done | awk '!seen[$0]++' | while read -r file; do
  cp "$file" "$kept/modules/"
  basename "$file"
done > "$kept/modules/order"
# QEMU boots an ELF kernel directly (PVH): no firmware and no unpacking by an emulated processor.
python3 "$here/extract-vmlinux.py" boot/vmlinuz-* "$kept/vmlinux"
touch "$kept/complete"
echo "hil: kernel $release, $(wc -l < "$kept/modules/order") modules"
