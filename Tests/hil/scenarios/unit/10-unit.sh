# The daemon's unit as it is shipped, under a real systemd: what it allows and what it forbids, shown
# by a program that stands in for the daemon.
unit=walktestd.service
state=/var/lib/walktest
start_bench --devices stick --patient 12
stick_is_there() { [ -e /dev/walktest/antusb2 ]; }
mkdir -p /etc/walktest /etc/credstore.encrypted
rm -rf "$state"
# A node that its own mode gives to anybody: only the unit's list of devices can refuse it.
mknod -m 0666 /dev/planted c 1 11
seal_key() {
  printf sealed | systemd-creds encrypt --with-key=host --name=walktest.device-key - \
    /etc/credstore.encrypted/walktest.device-key
}
said() { grep -qx "$1" "$state/report" || { cat "$state/report"; return 1; }; }
# Not before the key is sealed: the stick's own rule would start it.
install_unit() {
  sed "s|^ExecStart=.*|ExecStart=/usr/bin/python3 $repo/Tests/hil/guest/stand-in-daemon.py|" \
    "$repo/packaging/systemd/$unit" > "/etc/systemd/system/$unit"
}
start_unit() {
  systemctl daemon-reload && systemctl start "$unit" || { journalctl -b -u "$unit"; return 1; }
}
hears_plugging() {
  udevadm trigger --action=change "$(realpath /dev/walktest/antusb2)"
  wait_for 20 test -e "$state/heard"
}
is_back() { [ "$(systemctl show -P MainPID "$unit")" != "$1" ] && systemctl is-active "$unit"; }
comes_back() {
  local killed
  killed=$(systemctl show -P MainPID "$unit")
  kill -KILL "$killed"
  wait_for 60 is_back "$killed"
}
starts_without_sealed_key() {
  systemctl stop "$unit"
  rm /etc/credstore.encrypted/walktest.device-key
  start_unit
}

check unit-stick-is-there wait_for 60 stick_is_there
check unit-key-is-sealed seal_key
check unit-is-installed install_unit
check unit-becomes-ready start_unit
check unit-key-is-handed-over said 'credential 400 True sealed'
check unit-real-time-is-allowed said 'real-time ok'
check unit-locked-memory-is-allowed said 'locked-memory ok'
check unit-socket-gets-its-group said 'control-socket ok'
check unit-stick-opens said 'stick ok'
check unit-boot-is-known said 'boot ok'
check unit-hears-plugging hears_plugging
check unit-other-device-is-refused said 'other-device Operation not permitted'
check unit-configuration-is-refused said 'configuration \(Permission denied\|Read-only file system\)'
check unit-network-is-refused said 'network Address family not supported by protocol'
check unit-setting-clock-is-refused said 'set-clock Operation not permitted'
check unit-comes-back-after-a-crash comes_back
check unit-starts-without-sealed-key starts_without_sealed_key
check unit-says-that-it-has-no-key said 'credential .*No such file or directory'
systemctl stop "$unit"
check unit-bench-leaves bench quit
end_bench
