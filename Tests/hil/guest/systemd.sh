#!/usr/bin/env bash
# systemd.sh SUITE: init of the guest for suites that need systemd: leaves it a machine on which
# nothing of this one's services starts, only what basic.target needs and the scenarios.
repo=$(cd "$(dirname "$0")/../../.." && pwd)
units=/etc/systemd/system
. "$repo/Tests/hil/guest/machine.sh"
prepare_machine
: > /etc/fstab
echo 0123456789abcdef0123456789abcdef > /etc/machine-id
# Each takes minutes on a machine's whole file system, or waits for what the guest has not.
for unit in systemd-tmpfiles-setup.service systemd-tmpfiles-clean.timer apt-daily.timer \
  apt-daily-upgrade.timer systemd-timesyncd.service systemd-firstboot.service \
  systemd-journal-flush.service systemd-update-utmp.service systemd-random-seed.service \
  systemd-remount-fs.service ldconfig.service systemd-sysusers.service \
  systemd-hwdb-update.service systemd-journal-catalog-update.service \
  systemd-update-done.service systemd-machine-id-commit.service systemd-binfmt.service \
  proc-sys-fs-binfmt_misc.automount; do
  ln -sf /dev/null "$units/$unit"
done
cat > "$units/hil.service" <<UNIT
[Unit]
Description=Scenarios with simulated USB devices
After=systemd-udevd.service
[Service]
Type=oneshot
ExecStart=$repo/Tests/hil/guest/scenarios.sh $repo $1
StandardOutput=tty
StandardError=tty
TTYPath=/dev/console
Environment=HOME=/root TERM=dumb
UNIT
cat > "$units/hil.target" <<UNIT
[Unit]
Requires=basic.target hil.service
After=basic.target
UNIT
ln -sf hil.target "$units/default.target"
exec /lib/systemd/systemd --show-status=false
